//! Volatility: the standard deviation of log returns over a window.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::moments::Moments;
use super::returns::LogReturn;
use super::sliding::Sliding;
use crate::timeseries::{Candle, Column};

/// The standard deviation of the log returns of the last `window` candles, per candle and not annualized.
///
/// [`Volatility::new`] divides by the number of returns (population, as in TA-Lib's `STDDEV`), [`Volatility::sample`] by this number minus 1 (sample,
/// as in pandas' `std`). The value is NaN while the window contains a return from or to a price of 0 or less.
///
/// # Example
/// ```
/// use timeseriesml::{SyntheticCandles, timeseries::features::{Feature, Volatility}};
/// let candles = SyntheticCandles::new(100).generate();
/// let daily = Volatility::new(24)?; // of hourly candles
/// let deviation = daily.compute(&candles)[99].unwrap();
/// let annualised = deviation * (365.0_f64 * 24.0).sqrt();
/// assert!((0.1..2.0).contains(&annualised));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// TA-Lib's `STDDEV` with `nbdev = 1`, of `ln(p_t / p_{t−1})`.
#[derive(Clone, Debug)]
#[must_use]
pub struct Volatility {
    returns: LogReturn,
    column: Column,
    moments: Sliding<Moments>,
    sample: bool,
}

impl Volatility {
    /// Returns the population standard deviation of the log returns of the last `window` closes.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is below 2, since one return has no deviation.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        Self::with("volatility", window, false)
    }

    /// Returns the sample standard deviation, whose square is the unbiased estimate of the variance.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is below 2.
    pub fn sample(window: usize) -> Result<Self, FeatureError> {
        Self::with("sample_volatility", window, true)
    }

    fn with(name: &'static str, window: usize, sample: bool) -> Result<Self, FeatureError> {
        FeatureError::check_window(name, window, 2)?;
        let moments = Moments::sliding(window);
        Ok(Volatility { returns: LogReturn::new(), column: Column::Close, moments, sample })
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        Volatility { returns: self.returns.of(column), column, ..self }
    }
}

impl Feature for Volatility {
    fn name(&self) -> String {
        let name = if self.sample { "sample_volatility" } else { "volatility" };
        of(format!("{name}_{}", self.moments.window()), self.column)
    }

    fn warm_up(&self) -> usize {
        self.moments.window()
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let value = self.returns.push(candle)?;
        self.moments.push(Moments::of(value)).map(|moments| moments.deviation(self.sample))
    }

    fn reset(&mut self) {
        self.returns.reset();
        self.moments.reset();
    }
}
