//! The typical price of a candle, and the commodity channel index, which compares the typical price with its mean.

use super::error::FeatureError;
use super::extremes::quotient_or_zero;
use super::feature::Feature;
use super::lag::Lag;
use crate::timeseries::Candle;

/// The mean of high, low and close.
pub(super) fn typical_price(candle: &Candle) -> f64 {
    (candle.high + candle.low + candle.close) / 3.0
}

/// The commodity channel index: the difference between the typical price and its mean, divided by the mean absolute deviation.
///
/// With the typical price `p = (high + low + close) / 3`, its mean `m` over the last `window` candles, and the mean `d` of `|p − m|` over
/// them, the index is `(p − m) / (0.015·d)`; the factor puts most values between −100 and 100. If all prices are equal, it is 0. Each new mean
/// changes all deviations, so the time per candle is proportional to the window.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Cci, Feature};
/// let cci = Cci::new(20)?;
/// assert_eq!((cci.name(), cci.warm_up()), ("cci_20".to_owned(), 19));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Lambert, "Commodity Channel Index", 1980; TA-Lib's `CCI`.
#[doc(alias = "CommodityChannelIndex")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Cci {
    prices: Lag,
}

impl Cci {
    /// Returns the index over the last `window` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is below 2, since one price has no deviation.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("cci", window, 2)?;
        Ok(Cci { prices: Lag::new(window) })
    }
}

impl Feature for Cci {
    fn name(&self) -> String {
        format!("cci_{}", self.prices.periods())
    }

    fn warm_up(&self) -> usize {
        self.prices.periods() - 1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let price = typical_price(candle);
        self.prices.push(price);
        let prices = self.prices.values();
        if prices.len() < self.prices.periods() {
            return None;
        }
        let window = prices.len() as f64;
        // The mean is computed from differences to the newest price, so that equal prices have a deviation of exactly 0.
        let mean = price + prices.iter().map(|other| other - price).sum::<f64>() / window;
        let deviation = prices.iter().map(|other| (other - mean).abs()).sum::<f64>() / window;
        Some(quotient_or_zero(price - mean, 0.015 * deviation))
    }

    fn reset(&mut self) {
        self.prices.reset();
    }
}
