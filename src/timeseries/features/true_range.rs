//! The true range and its average.

use super::error::FeatureError;
use super::extremes::{larger, smaller};
use super::feature::Feature;
use super::recursive::RecursiveAverage;
use crate::timeseries::Candle;

/// The true range: the higher of the high and the previous close, minus the lower of the low and the previous close, in units of the price.
///
/// It includes the jump from one candle to the next, which `high − low` misses. The first value is at the second candle.
///
/// # Example
/// ```
/// use timeseriesml::{SyntheticCandles, timeseries::features::{Feature, TrueRange}};
/// let candles = SyntheticCandles::new(2).generate();
/// let (high, low, last) = (candles.high()[1], candles.low()[1], candles.close()[0]);
/// assert_eq!(TrueRange::new().compute(&candles), [None, Some(high.max(last) - low.min(last))]);
/// ```
/// # Source
/// Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib's `TRANGE`.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct TrueRange {
    close: Option<f64>,
}

impl TrueRange {
    /// Returns the true range of each candle.
    pub fn new() -> Self {
        TrueRange::default()
    }
}

impl Feature for TrueRange {
    fn name(&self) -> String {
        "true_range".to_owned()
    }

    fn warm_up(&self) -> usize {
        1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let close = self.close.replace(candle.close)?;
        Some(larger(candle.high, close) - smaller(candle.low, close))
    }

    fn reset(&mut self) {
        self.close = None;
    }
}

/// The average true range: Wilder's average of the [`TrueRange`] over `window` candles, in units of the price.
///
/// [`normalized`](Self::normalized) is a percentage of the close, and NaN unless the close is above 0. The average starts with the simple mean
/// of the first `window` ranges, so the first value comes after `window` candles.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Atr, Feature};
/// assert_eq!((Atr::new(14)?.name(), Atr::new(14)?.warm_up()), ("atr_14".to_owned(), 14));
/// assert_eq!(Atr::new(14)?.normalized().name(), "natr_14");
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib's `ATR` and `NATR`.
#[doc(alias = "AverageTrueRange")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Atr {
    range: TrueRange,
    average: RecursiveAverage,
    normalized: bool,
}

impl Atr {
    /// Returns the average of the true ranges so far, with the weight `1 / window` for the newest.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("atr", window, 1)?;
        Ok(Atr { range: TrueRange::new(), average: RecursiveAverage::wilder(window), normalized: false })
    }

    /// Selects the average as a percentage of the close.
    pub fn normalized(self) -> Self {
        Atr { normalized: true, ..self }
    }
}

impl Feature for Atr {
    fn name(&self) -> String {
        format!("{}_{}", if self.normalized { "natr" } else { "atr" }, self.average.window())
    }

    fn warm_up(&self) -> usize {
        self.average.window()
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let average = self.average.push(self.range.push(candle)?)?;
        Some(match (self.normalized, candle.close > 0.0) {
            (false, _) => average,
            (true, true) => 100.0 * (average / candle.close),
            (true, false) => f64::NAN,
        })
    }

    fn reset(&mut self) {
        self.range.reset();
        self.average.reset();
    }
}
