//! Moving averages: simple and exponential.

use super::column::of;
use super::error::FeatureError;
use super::feature::Feature;
use super::recursive::RecursiveAverage;
use super::sliding::Sliding;
use crate::timeseries::{Candle, Column};

/// The simple moving average: the mean of the last `window` values.
///
/// # Example
/// ```
/// use timeseriesml::{Column, SyntheticCandles, timeseries::features::{Feature, Sma}};
/// let candles = SyntheticCandles::new(30).generate();
/// let volume = Sma::new(20)?.of(Column::Volume);
/// assert_eq!(volume.name(), "sma_20_of_volume");
/// assert_eq!(volume.compute(&candles).iter().flatten().count(), 30 - 19);
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// TA-Lib's `SMA`; pandas' `rolling(window).mean()`.
#[doc(alias = "RollingMean")]
#[doc(alias = "SimpleMovingAverage")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Sma {
    column: Column,
    sum: Sliding<f64>,
}

impl Sma {
    /// Returns the mean of the last `window` closes.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("sma", window, 1)?;
        Ok(Sma { column: Column::Close, sum: Sliding::sum(window) })
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        Sma { column, ..self }
    }
}

impl Feature for Sma {
    fn name(&self) -> String {
        of(format!("sma_{}", self.sum.window()), self.column)
    }

    fn warm_up(&self) -> usize {
        self.sum.window() - 1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        self.sum.push(candle.value(self.column)).map(|sum| sum / self.sum.window() as f64)
    }

    fn reset(&mut self) {
        self.sum.reset();
    }
}

/// The exponential moving average with α = 2 / (`window` + 1).
///
/// [`Ema::new`] starts with the simple mean of the first `window` values, as in TA-Lib. [`Ema::from_first`] starts with the first value, as
/// pandas' `ewm(span=window, adjust=False)` does, and so has a value for every candle.
///
/// # Example
/// ```
/// use timeseriesml::{SyntheticCandles, timeseries::features::{Ema, Feature, Sma}};
/// let candles = SyntheticCandles::new(30).generate();
/// let (ema, sma) = (Ema::new(12)?.compute(&candles), Sma::new(12)?.compute(&candles));
/// let first = ema[11].unwrap();
/// assert!((first - sma[11].unwrap()).abs() < 1e-9 * first);
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// TA-Lib's `EMA`; pandas' `ewm`.
#[doc(alias = "ewm")]
#[doc(alias = "ExponentialMovingAverage")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Ema {
    column: Column,
    average: RecursiveAverage,
    name: &'static str,
}

impl Ema {
    /// Returns the exponential moving average of the closes, which starts with the mean of the first `window`.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("ema", window, 1)?;
        Ok(Ema { column: Column::Close, average: RecursiveAverage::exponential(window), name: "ema" })
    }

    /// Returns the exponential moving average that starts with the first close.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn from_first(window: usize) -> Result<Self, FeatureError> {
        let name = "ema_from_first";
        FeatureError::check_window(name, window, 1)?;
        Ok(Ema { column: Column::Close, average: RecursiveAverage::exponential_from_first(window), name })
    }

    /// Uses `column` instead of the close.
    pub fn of(self, column: Column) -> Self {
        Ema { column, ..self }
    }
}

impl Feature for Ema {
    fn name(&self) -> String {
        of(format!("{}_{}", self.name, self.average.window()), self.column)
    }

    fn warm_up(&self) -> usize {
        self.average.warm_up()
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        self.average.push(candle.value(self.column))
    }

    fn reset(&mut self) {
        self.average.reset();
    }
}
