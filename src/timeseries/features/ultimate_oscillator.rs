//! Williams' ultimate oscillator.

use super::error::FeatureError;
use super::extremes::{quotient_or_zero, smaller};
use super::feature::Feature;
use super::sliding::Sliding;
use super::true_range::TrueRange;
use crate::timeseries::Candle;

/// The ultimate oscillator: buying pressure over three windows, from 0 to 100.
///
/// The pressure of a candle is its close minus the lower of its low and the previous close. Let `short`, `medium` and `long` be the sum
/// of the pressure divided by the sum of the [`TrueRange`], each over its window. The oscillator is `100·(4·short + 2·medium + long) / 7`.
/// A window whose true ranges are all 0 counts as 0. Warm-up: `long` candles.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, UltimateOscillator};
/// let ultimate = UltimateOscillator::new(7, 14, 28)?;
/// assert_eq!((ultimate.name(), ultimate.warm_up()), ("ultimate_oscillator_7_14_28".to_owned(), 28));
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Williams, "The Ultimate Oscillator", 1985; TA-Lib's `ULTOSC`.
#[derive(Clone, Debug)]
#[must_use]
pub struct UltimateOscillator {
    close: Option<f64>,
    range: TrueRange,
    /// The sums of pressure and true range over the short, medium and long window.
    sums: [Sliding<[f64; 2]>; 3],
}

impl UltimateOscillator {
    /// Returns the oscillator over these windows; the shortest comes first.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if a window is 0 or shorter than the previous one.
    pub fn new(short: usize, medium: usize, long: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("ultimate_oscillator, short", short, 1)?;
        FeatureError::check_window("ultimate_oscillator, medium", medium, short)?;
        FeatureError::check_window("ultimate_oscillator, long", long, medium)?;
        let sums = [short, medium, long].map(Sliding::sums);
        Ok(UltimateOscillator { close: None, range: TrueRange::new(), sums })
    }
}

impl Feature for UltimateOscillator {
    fn name(&self) -> String {
        let [short, medium, long] = self.sums.each_ref().map(Sliding::window);
        format!("ultimate_oscillator_{short}_{medium}_{long}")
    }

    fn warm_up(&self) -> usize {
        self.sums[2].window()
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let range = self.range.push(candle);
        let pressure = candle.close - smaller(candle.low, self.close.replace(candle.close)?);
        let range = range?;
        let shares = self.sums.each_mut().map(|sums| {
            let [pressure, range] = sums.push([pressure, range])?;
            Some(quotient_or_zero(pressure, range))
        });
        let [short, medium, long] = shares;
        Some(100.0 * ((4.0 * short? + 2.0 * medium? + long?) / 7.0))
    }

    fn reset(&mut self) {
        self.close = None;
        self.range.reset();
        self.sums.iter_mut().for_each(Sliding::reset);
    }
}
