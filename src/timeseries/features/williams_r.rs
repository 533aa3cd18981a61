//! Williams' %R.

use super::error::FeatureError;
use super::extremes::{Extremes, quotient_or_zero};
use super::feature::Feature;
use crate::timeseries::Candle;

/// Williams' %R: the position of the close below the highest high of the last `window` candles, from −100 (at the lowest low) to 0.
///
/// The formula is `−100·(highest − close) / (highest − lowest)`. If all prices are equal, the value is 0, as in TA-Lib.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, WilliamsR};
/// let williams = WilliamsR::new(14)?;
/// assert_eq!((williams.name(), williams.warm_up()), ("williams_r_14".to_owned(), 13));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Williams, "How I Made One Million Dollars", 1973; TA-Lib's `WILLR`.
#[derive(Clone, Debug)]
#[must_use]
pub struct WilliamsR {
    extremes: Extremes,
}

impl WilliamsR {
    /// Returns %R over the last `window` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("williams_r", window, 1)?;
        Ok(WilliamsR { extremes: Extremes::new(window) })
    }
}

impl Feature for WilliamsR {
    fn name(&self) -> String {
        format!("williams_r_{}", self.extremes.window())
    }

    fn warm_up(&self) -> usize {
        self.extremes.window() - 1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let range = self.extremes.push(candle.high, candle.low)?;
        Some(-100.0 * quotient_or_zero(range.high - candle.close, range.high - range.low))
    }

    fn reset(&mut self) {
        self.extremes.reset();
    }
}
