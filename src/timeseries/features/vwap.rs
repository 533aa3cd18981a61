//! The volume-weighted average price.

use super::error::FeatureError;
use super::feature::Feature;
use super::sliding::Sliding;
use super::typical_price::typical_price;
use crate::compensated_sum::CompensatedSum;
use crate::timeseries::Candle;
use jiff::civil::Date;

/// The volume-weighted average price: the sum of typical price `(high + low + close) / 3` times volume, divided by the sum of volumes.
///
/// [`Vwap::rolling`] averages the last `window` candles, [`Vwap::daily`] the candles of the current day (by the date of the candle's time),
/// and [`Vwap::since_start`] all candles so far. The average is NaN while nothing was traded.
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
/// Berkowitz, Logue and Noser, "The Total Cost of Transactions on the NYSE", 1988; pandas-ta's `vwap`, which restarts each day.
#[doc(alias = "VolumeWeightedAveragePrice")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Vwap {
    sums: Sums,
}

/// The sums of price times volume, and of volume.
#[derive(Clone, Debug)]
enum Sums {
    Rolling(Sliding<[f64; 2]>),
    Daily([CompensatedSum; 2], Option<Date>),
    SinceStart([CompensatedSum; 2]),
}

impl Vwap {
    /// Returns the average of the last `window` candles.
    ///
    /// # Errors
    /// [`FeatureError::WindowTooShort`] if `window` is 0.
    pub fn rolling(window: usize) -> Result<Self, FeatureError> {
        FeatureError::check_window("vwap", window, 1)?;
        Ok(Vwap { sums: Sums::Rolling(Sliding::sums(window)) })
    }

    /// Returns the average of the current day's candles so far.
    pub fn daily() -> Self {
        Vwap { sums: Sums::Daily([CompensatedSum::default(); 2], None) }
    }

    /// Returns the average of all candles so far.
    pub fn since_start() -> Self {
        Vwap { sums: Sums::SinceStart([CompensatedSum::default(); 2]) }
    }
}

/// Adds a term to each total; returns the new totals.
fn added(totals: &mut [CompensatedSum; 2], terms: [f64; 2]) -> [f64; 2] {
    totals.iter_mut().zip(terms).for_each(|(total, term)| total.add(term));
    totals.map(CompensatedSum::value)
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
                    *totals = [CompensatedSum::default(); 2];
                }
                added(totals, traded)
            }
            Sums::SinceStart(totals) => added(totals, traded),
        };
        Some(if volume == 0.0 { f64::NAN } else { money / volume })
    }

    fn reset(&mut self) {
        match &mut self.sums {
            Sums::Rolling(sums) => sums.reset(),
            Sums::Daily(totals, day) => (*totals, *day) = ([CompensatedSum::default(); 2], None),
            Sums::SinceStart(totals) => *totals = [CompensatedSum::default(); 2],
        }
    }
}
