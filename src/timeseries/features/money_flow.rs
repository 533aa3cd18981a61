//! The money flow index: a relative strength index weighted by volume.

use super::error::FeatureError;
use super::extremes::quotient_or_zero;
use super::feature::Feature;
use super::lag::Lag;
use super::sliding::Sliding;
use super::typical_price::typical_price;
use crate::timeseries::Candle;

/// The money flow index: the share of the money flow of the last `window` candles that came with rising prices, from 0 to 100.
///
/// The flow of a candle is its typical price `(high + low + close) / 3` times its volume. It is positive if the typical price rose from the
/// previous candle, negative if it fell, and ignored if it stayed equal. The index is `100·positive / (positive + negative)`, or 0 without
/// any flow. (TA-Lib also returns 0 if the flow is below 1; without this threshold, the units do not matter.)
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, Mfi};
/// let mfi = Mfi::new(14)?;
/// assert_eq!((mfi.name(), mfi.warm_up()), ("mfi_14".to_owned(), 14));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Quong and Soudack, "Volume-Weighted RSI: Money Flow", 1989; TA-Lib's `MFI`.
#[doc(alias = "MoneyFlowIndex")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Mfi {
    previous: Lag,
    /// The sums of positive and negative flows.
    flows: Sliding<[f64; 2]>,
}

impl Mfi {
    /// Returns the index over `window` changes of the typical price.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn new(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("mfi", window, 1)?;
        Ok(Mfi { previous: Lag::new(1), flows: Sliding::sums(window) })
    }
}

impl Feature for Mfi {
    fn name(&self) -> String {
        format!("mfi_{}", self.flows.window())
    }

    fn warm_up(&self) -> usize {
        self.flows.window()
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let price = typical_price(candle);
        let previous = self.previous.push(price)?;
        let flow = price * candle.volume;
        let flows = if price > previous {
            [flow, 0.0]
        } else if price < previous {
            [0.0, flow]
        } else if price == previous {
            [0.0; 2]
        } else {
            [f64::NAN; 2]
        };
        let [positive, negative] = self.flows.push(flows)?;
        Some(100.0 * quotient_or_zero(positive, positive + negative))
    }

    fn reset(&mut self) {
        self.previous.reset();
        self.flows.reset();
    }
}
