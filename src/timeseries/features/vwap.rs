//! The volume-weighted average price.

use super::error::FeatureError;
use super::feature::Feature;
use super::sliding::Sliding;
use super::total::Total;
use super::typical_price::typical_price;
use crate::timeseries::Candle;
use jiff::civil::Date;

/// The volume-weighted average price: the sum of typical price `(high + low + close) / 3` times volume, divided by the sum of volumes.
///
/// [`Vwap::rolling`] is over the last `window` candles, [`Vwap::daily`] over those of the day so far, by the date of the candle's time,
/// and [`Vwap::since_start`] over all so far. NaN while nothing was traded.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, Vwap};
/// let rolling = Vwap::rolling(20)?;
/// assert_eq!((rolling.name(), rolling.warm_up()), ("vwap_20".to_owned(), 19));
/// assert_eq!(Vwap::daily().name(), "daily_vwap");
/// assert_eq!(Vwap::since_start().name(), "vwap");
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Berkowitz, Logue and Noser, "The Total Cost of Transactions on the NYSE", 1988; pandas-ta's `vwap`, which begins anew each day.
#[doc(alias = "VolumeWeightedAveragePrice")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Vwap {
    sums: Sums,
}

/// Of price times volume, and of volume.
#[derive(Clone, Debug)]
enum Sums {
    Rolling(Sliding<[f64; 2]>),
    Daily([Total; 2], Option<Date>),
    SinceStart([Total; 2]),
}

impl Vwap {
    /// The average of the last `window` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn rolling(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("vwap", window, 1)?;
        Ok(Vwap { sums: Sums::Rolling(Sliding::sums(window)) })
    }

    /// The average of the candles of this day, up to this one.
    pub fn daily() -> Self {
        Vwap { sums: Sums::Daily([Total::default(); 2], None) }
    }

    /// The average of all candles up to this one.
    pub fn since_start() -> Self {
        Vwap { sums: Sums::SinceStart([Total::default(); 2]) }
    }
}

impl Feature for Vwap {
    fn name(&self) -> String {
        match &self.sums {
            Sums::Rolling(sums) => format!("vwap_{}", sums.window()),
            Sums::Daily(..) => "daily_vwap".to_owned(),
            Sums::SinceStart(_) => "vwap".to_owned(),
        }
    }

    fn warm_up(&self) -> usize {
        match &self.sums {
            Sums::Rolling(sums) => sums.window() - 1,
            Sums::Daily(..) | Sums::SinceStart(_) => 0,
        }
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let traded = [typical_price(candle) * candle.volume, candle.volume];
        let [money, volume] = match &mut self.sums {
            Sums::Rolling(sums) => sums.push(traded)?,
            Sums::Daily(totals, day) => {
                let today = candle.time.date();
                if day.replace(today) != Some(today) {
                    *totals = [Total::default(); 2];
                }
                [totals[0].add(traded[0]), totals[1].add(traded[1])]
            }
            Sums::SinceStart(totals) => [totals[0].add(traded[0]), totals[1].add(traded[1])],
        };
        Some(if volume == 0.0 { f64::NAN } else { money / volume })
    }

    fn reset(&mut self) {
        match &mut self.sums {
            Sums::Rolling(sums) => sums.reset(),
            Sums::Daily(totals, day) => (*totals, *day) = ([Total::default(); 2], None),
            Sums::SinceStart(totals) => *totals = [Total::default(); 2],
        }
    }
}
