//! The linearly weighted moving average.
//!
//! A window is stored as count `n`, sum `s` and weighted sum `w = 1·x_1 + … + n·x_n`. When two parts combine, the later part's weights grow
//! by the earlier part's count: `w = w_a + (w_b + n_a·s_b)`.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::sliding::Sliding;
use crate::timeseries::{Candle, Column};

/// The weighted moving average: `(1·x_1 + 2·x_2 + … + n·x_n) / (1 + 2 + … + n)` of the last `n = window` values, the newest with the
/// largest weight.
///
/// # Example
/// ```
/// use timeseriesml::{SyntheticCandles, timeseries::features::{Feature, Wma}};
/// let candles = SyntheticCandles::new(60).generate();
/// let wma = Wma::new(2)?;
/// assert_eq!((wma.name(), wma.warm_up()), ("wma_2".to_owned(), 1));
/// let (close, value) = (candles.close(), wma.compute(&candles)[59].unwrap());
/// assert!((value - (close[58] + 2.0 * close[59]) / 3.0).abs() < 1e-9 * value);
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// TA-Lib's `WMA`.
#[doc(alias = "WeightedMovingAverage")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Wma {
    column: Column,
    sums: Sliding<Sums>,
}

#[derive(Clone, Copy, Debug)]
struct Sums {
    count: f64,
    sum: f64,
    weighted: f64,
}

impl Sums {
    fn combine(self, later: Sums) -> Sums {
        Sums {
            count: self.count + later.count,
            sum: self.sum + later.sum,
            weighted: self.weighted + (later.weighted + self.count * later.sum),
        }
    }
}

impl Wma {
    /// Returns the weighted average of the last `window` closes.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("wma", window, 1)?;
        Ok(Wma { column: Column::Close, sums: Sliding::new(window, Sums::combine) })
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        Wma { column, ..self }
    }
}

impl Feature for Wma {
    fn name(&self) -> String {
        of(format!("wma_{}", self.sums.window()), self.column)
    }

    fn warm_up(&self) -> usize {
        self.sums.window() - 1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let x = candle.value(self.column);
        let sums = self.sums.push(Sums { count: 1.0, sum: x, weighted: x })?;
        Some(sums.weighted / (0.5 * sums.count * (sums.count + 1.0)))
    }

    fn reset(&mut self) {
        self.sums.reset();
    }
}
