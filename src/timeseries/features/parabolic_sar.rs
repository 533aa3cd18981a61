//! Wilder's parabolic stop and reverse.

use super::error::FeatureError;
use super::extremes::{larger, smaller};
use super::feature::Feature;
use crate::timeseries::Candle;

/// The parabolic stop and reverse: a stop price that follows a trend, and changes sides when the market reaches it.
///
/// Each candle moves the stop by a fraction of its distance to the trend's extreme price. This fraction, the acceleration factor, starts at
/// `acceleration` and grows by it at each new extreme, up to `maximum`. The stop never enters the range of the last two candles. The first trend is
/// up, unless the low fell by more than the high rose. The first value is at the second candle.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, ParabolicSar};
/// let sar = ParabolicSar::new(0.02, 0.2)?;
/// assert_eq!((sar.name(), sar.warm_up()), ("parabolic_sar_0.02_0.2".to_owned(), 1));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Wilder, "New Concepts in Technical Trading Systems", 1978; TA-Lib's `SAR`.
#[derive(Clone, Debug)]
#[must_use]
pub struct ParabolicSar {
    acceleration: f64,
    maximum: f64,
    /// The high and low of the previous candle.
    previous: Option<(f64, f64)>,
    trend: Option<Trend>,
}

#[derive(Clone, Copy, Debug)]
struct Trend {
    rising: bool,
    stop: f64,
    /// The highest price so far of a rising trend, or the lowest of a falling one.
    extreme: f64,
    share: f64,
}

impl ParabolicSar {
    /// Returns the stop with this acceleration and maximum acceleration factor; Wilder uses 0.02 and 0.2.
    ///
    /// # Errors
    /// [`FeatureError::OptionValue`] unless both are finite and above 0, and `maximum` is not below `acceleration`.
    pub fn new(acceleration: f64, maximum: f64) -> Result<Self, FeatureError> {
        let feature = "parabolic_sar";
        FeatureError::check_positive(feature, "an acceleration of", acceleration)?;
        FeatureError::check_positive(feature, "a maximum of", maximum)?;
        if maximum < acceleration {
            let expected = "at least the acceleration";
            return Err(FeatureError::OptionValue { feature, option: "a maximum of", found: maximum, expected });
        }
        Ok(ParabolicSar { acceleration, maximum, previous: None, trend: None })
    }

    /// Returns the first trend, which the first two candles determine.
    fn begun(&self, candle: &Candle, (high, low): (f64, f64)) -> Trend {
        let (up, down) = (candle.high - high, low - candle.low);
        let rising = !(down > 0.0 && down > up);
        let (stop, extreme) = if rising { (low, candle.high) } else { (high, candle.low) };
        Trend { rising, stop, extreme, share: self.acceleration }
    }
}

impl Trend {
    /// Returns the stop of this candle and moves it for the next.
    fn step(&mut self, candle: &Candle, (high, low): (f64, f64), sar: &ParabolicSar) -> f64 {
        // The stop must be above both candles in a falling trend, and below both in a rising one.
        let outside = |rising: bool, stop: f64| match rising {
            true => smaller(smaller(stop, low), candle.low),
            false => larger(larger(stop, high), candle.high),
        };
        let reached = if self.rising { candle.low <= self.stop } else { candle.high >= self.stop };
        let leading = if self.rising { candle.high } else { candle.low };
        if reached {
            let stop = outside(!self.rising, self.extreme);
            let extreme = if self.rising { candle.low } else { candle.high };
            *self = Trend { rising: !self.rising, stop, extreme, share: sar.acceleration };
        } else if (self.rising && leading > self.extreme) || (!self.rising && leading < self.extreme) {
            self.extreme = leading;
            self.share = (self.share + sar.acceleration).min(sar.maximum);
        }
        let stop = self.stop;
        self.stop = outside(self.rising, stop + self.share * (self.extreme - stop));
        stop
    }
}

impl Feature for ParabolicSar {
    fn name(&self) -> String {
        format!("parabolic_sar_{}_{}", self.acceleration, self.maximum)
    }

    fn warm_up(&self) -> usize {
        1
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let previous = self.previous.replace((candle.high, candle.low))?;
        // A trend that begins now has no earlier candle, so this candle takes its place.
        let (mut trend, before) = match self.trend {
            Some(trend) => (trend, previous),
            None => (self.begun(candle, previous), (candle.high, candle.low)),
        };
        if (candle.high + candle.low).is_nan() {
            trend.stop = f64::NAN;
        }
        let stop = trend.step(candle, before, self);
        self.trend = Some(trend);
        Some(stop)
    }

    fn reset(&mut self) {
        (self.previous, self.trend) = (None, None);
    }
}
