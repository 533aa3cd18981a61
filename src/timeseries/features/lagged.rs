//! Earlier values, and differences from them.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::lag::Lag;
use crate::timeseries::{Candle, Column};

macro_rules! lagged { ($($(#[$doc:meta])* $Name:ident, $name:literal, $value:expr;)*) => { $(
    $(#[$doc])*
    #[derive(Clone, Debug)]
    pub struct $Name {
        column: Column,
        lag: Lag,
    }

    impl $Name {
        /// With the close of one candle before.
        pub fn new() -> Self {
            Self { column: Column::Close, lag: Lag::new(1) }
        }

        /// With the close of `periods` candles before.
        ///
        /// # Errors
        /// [`FeatureError::WindowTooShort`] if `periods` is 0.
        pub fn over(periods: usize) -> Result<Self, FeatureError> {
            FeatureError::check_window($name, periods, 1)?;
            Ok(Self { column: Column::Close, lag: Lag::new(periods) })
        }

        /// Of another column than the close.
        pub fn of(self, column: Column) -> Self {
            Self { column, ..self }
        }
    }

    impl Default for $Name {
        fn default() -> Self {
            Self::new()
        }
    }

    impl Feature for $Name {
        fn name(&self) -> String {
            let periods = self.lag.periods();
            of(if periods == 1 { $name.to_owned() } else { format!(concat!($name, "_{}"), periods) }, self.column)
        }

        fn warm_up(&self) -> usize {
            self.lag.periods()
        }

        fn push(&mut self, candle: &Candle) -> Option<f64> {
            let now = candle.value(self.column);
            let value: fn(f64, f64) -> f64 = $value;
            self.lag.push(now).map(|earlier| value(now, earlier))
        }

        fn reset(&mut self) {
            self.lag.reset();
        }
    }
)* } }

lagged! {
    /// The value of an earlier candle. Rows count, not times: after a gap it is that of the last candle before the gap.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{SyntheticCandles, timeseries::features::{Feature, Lagged}};
    /// let candles = SyntheticCandles::new(10).generate();
    /// let week = Lagged::over(7)?;
    /// assert_eq!((week.name(), week.warm_up()), ("lag_7".to_owned(), 7));
    /// assert_eq!(week.compute(&candles)[9], Some(candles.close()[2]));
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    /// # Source
    /// pandas' `shift`.
    Lagged, "lag", |_, earlier| earlier;
    /// The change from an earlier candle, in the unit of the column.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::{SyntheticCandles, timeseries::features::{Differenced, Feature}};
    /// let candles = SyntheticCandles::new(2).generate();
    /// let change = candles.close()[1] - candles.close()[0];
    /// assert_eq!(Differenced::new().compute(&candles), [None, Some(change)]);
    /// assert_eq!(Differenced::over(7)?.name(), "difference_7");
    /// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
    /// ```
    /// # Source
    /// pandas' `diff`; TA-Lib's `MOM`.
    #[doc(alias = "Momentum")]
    Differenced, "difference", |now, earlier| now - earlier;
}
