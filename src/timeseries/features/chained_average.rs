//! Averages of averages: the double and triple exponential moving averages, and the chain that they share with TRIX.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::recursive::RecursiveAverage;
use crate::timeseries::{Candle, Column};

/// Exponential averages in sequence: each one averages the values of the previous one.
#[derive(Clone, Debug)]
pub(super) struct Chain<const LINKS: usize> {
    averages: [RecursiveAverage; LINKS],
}

impl<const LINKS: usize> Chain<LINKS> {
    pub(super) fn new(window: usize) -> Self {
        Chain { averages: std::array::from_fn(|_| RecursiveAverage::exponential(window)) }
    }

    /// Takes the next number; returns the value of each average, or `None` while the last average has none.
    pub(super) fn push(&mut self, mut x: f64) -> Option<[f64; LINKS]> {
        let mut values = [0.0; LINKS];
        for (value, average) in values.iter_mut().zip(&mut self.averages) {
            x = average.push(x)?;
            *value = x;
        }
        Some(values)
    }

    pub(super) fn window(&self) -> usize {
        self.averages[0].window()
    }

    pub(super) fn warm_up(&self) -> usize {
        self.averages[0].warm_up().saturating_mul(LINKS)
    }

    pub(super) fn reset(&mut self) {
        self.averages.iter_mut().for_each(RecursiveAverage::reset);
    }
}

macro_rules! averages { ($($(#[$doc:meta])* $Name:ident, $name:literal, $links:literal, $value:expr;)*) => { $(
    $(#[$doc])*
    #[derive(Clone, Debug)]
    #[must_use]
    pub struct $Name {
        column: Column,
        chain: Chain<$links>,
    }

    impl $Name {
        /// Returns the average of the closes, built from exponential moving averages over `window` values.
        ///
        /// # Errors
        /// [`FeatureError::WindowTooShort`] if `window` is 0.
        pub fn new(window: usize) -> Result<Self, FeatureError> {
            FeatureError::check_window($name, window, 1)?;
            Ok(Self { column: Column::Close, chain: Chain::new(window) })
        }

        /// Uses `column` instead of the close.
        pub fn of(self, column: Column) -> Self {
            Self { column, ..self }
        }
    }

    impl Feature for $Name {
        fn name(&self) -> String {
            of(format!(concat!($name, "_{}"), self.chain.window()), self.column)
        }

        fn warm_up(&self) -> usize {
            self.chain.warm_up()
        }

        fn push(&mut self, candle: &Candle) -> Option<f64> {
            let value: fn([f64; $links]) -> f64 = $value;
            self.chain.push(candle.value(self.column)).map(value)
        }

        fn reset(&mut self) {
            self.chain.reset();
        }
    }
)* } }

averages! {
    /// The double exponential moving average, `2·e − e(e)` with the exponential moving average `e` over `window` values. It lags less than
    /// [`Ema`](super::Ema).
    ///
    /// Warm-up: `2·(window − 1)` candles, since each average begins with the mean of its first `window` values.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::timeseries::features::{Dema, Feature};
    /// let dema = Dema::new(20)?;
    /// assert_eq!((dema.name(), dema.warm_up()), ("dema_20".to_owned(), 38));
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    /// # Source
    /// Mulloy, "Smoothing Data with Faster Moving Averages", 1994; TA-Lib's `DEMA`.
    #[doc(alias = "DoubleExponentialMovingAverage")]
    Dema, "dema", 2, |[once, twice]| 2.0 * once - twice;
    /// The triple exponential moving average, `3·e − 3·e(e) + e(e(e))` with the exponential moving average `e` over `window` values.
    ///
    /// Warm-up: `3·(window − 1)` candles, since each average begins with the mean of its first `window` values.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::timeseries::features::{Feature, Tema};
    /// let tema = Tema::new(20)?;
    /// assert_eq!((tema.name(), tema.warm_up()), ("tema_20".to_owned(), 57));
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    /// # Source
    /// Mulloy, "Smoothing Data with Less Lag", 1994; TA-Lib's `TEMA`.
    #[doc(alias = "TripleExponentialMovingAverage")]
    Tema, "tema", 3, |[once, twice, thrice]| 3.0 * once - 3.0 * twice + thrice;
}
