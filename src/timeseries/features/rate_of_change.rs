//! Rates of change in percent: of a price, and of its triple exponential moving average (TRIX).

use super::chained_average::Chain;
use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::lag::Lag;
use super::returns::SimpleReturn;
use crate::timeseries::{Candle, Column};

/// The rate of change: the change over `periods` candles as a percentage of the earlier price, 100 times [`SimpleReturn`].
///
/// It is NaN unless the earlier price is above 0 (TA-Lib returns 0 for an earlier price of 0).
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, Roc};
/// let roc = Roc::new(10)?;
/// assert_eq!((roc.name(), roc.warm_up()), ("roc_10".to_owned(), 10));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// TA-Lib's `ROC`.
#[doc(alias = "RateOfChange")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Roc {
    column: Column,
    change: SimpleReturn,
}

impl Roc {
    /// Returns the change of the close over `periods` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `periods` is 0.
    pub fn new(periods: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("roc", periods, 1)?;
        Ok(Roc { column: Column::Close, change: SimpleReturn::over(periods)? })
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        Roc { column, change: self.change.of(column) }
    }
}

impl Feature for Roc {
    fn name(&self) -> String {
        of(format!("roc_{}", self.change.warm_up()), self.column)
    }

    fn warm_up(&self) -> usize {
        self.change.warm_up()
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        self.change.push(candle).map(|change| 100.0 * change)
    }

    fn reset(&mut self) {
        self.change.reset();
    }
}

/// TRIX: the change over one candle of a triple exponential moving average, in percent.
///
/// The average is `e(e(e(x)))` with the exponential moving average `e` over `window` values. Warm-up: `3·(window − 1) + 1` candles. TRIX is NaN
/// unless the previous average is above 0.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, Trix};
/// let trix = Trix::new(15)?;
/// assert_eq!((trix.name(), trix.warm_up()), ("trix_15".to_owned(), 43));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Hutson, "Good Trix", 1983; TA-Lib's `TRIX`.
#[derive(Clone, Debug)]
#[must_use]
pub struct Trix {
    column: Column,
    chain: Chain<3>,
    previous: Lag,
}

impl Trix {
    /// Returns the change of the triple average of the closes, with exponential moving averages over `window` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("trix", window, 1)?;
        Ok(Trix { column: Column::Close, chain: Chain::new(window), previous: Lag::new(1) })
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        Trix { column, ..self }
    }
}

impl Feature for Trix {
    fn name(&self) -> String {
        of(format!("trix_{}", self.chain.window()), self.column)
    }

    fn warm_up(&self) -> usize {
        self.chain.warm_up().saturating_add(1)
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let [_, _, average] = self.chain.push(candle.value(self.column))?;
        let earlier = self.previous.push(average)?;
        Some(if earlier > 0.0 { 100.0 * ((average - earlier) / earlier) } else { f64::NAN })
    }

    fn reset(&mut self) {
        self.chain.reset();
        self.previous.reset();
    }
}
