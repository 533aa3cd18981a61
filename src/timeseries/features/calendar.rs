//! Calendar features: the position of a candle's time in the day, week, year or another period, and holidays.
//!
//! A position in a cycle is an angle, given by its sine and cosine, so that the last hour of a day is as close to the first as to the
//! previous hour. Use both: either alone has the same value at two positions. Calendar features are known for the future and need no warm-up. They
//! use the candle's time, in the time zone of the data.

use super::error::FeatureError;
use super::feature::Feature;
use crate::timeseries::Candle;
use jiff::civil::{Date, DateTime};
use std::f64::consts::TAU;

/// The sine or the cosine of an angle, which is given in turns.
fn wave(turns: f64, cosine: bool) -> f64 {
    // Whole turns are removed first, since large angles lose precision.
    let angle = TAU * turns.rem_euclid(1.0);
    if cosine { angle.cos() } else { angle.sin() }
}

/// The suffix of the feature's name: sine or cosine.
fn ending(cosine: bool) -> &'static str {
    if cosine { "cos" } else { "sin" }
}

/// The position of the candle's time in a calendar cycle: the sine of its angle or, with [`cosine`](Self::cosine), the cosine.
///
/// The angle is `2π` times `hour / 24`, `weekday / 7` (Monday is 0), `(month − 1) / 12`, or `(day of the year − 1)` divided by the number of days in
/// the year. Minutes do not change the hour's angle; for hours and minutes together, use a [`Fourier`] term with a period of a day.
///
/// # Example
/// ```
/// use timeseriesml::{Candle, timeseries::features::{Cyclic, Feature}};
/// let mut hour = Cyclic::hour();
/// let candle = Candle { time: "2020-01-01T06:00".parse()?, open: 1.0, high: 1.0, low: 1.0, close: 1.0, volume: 1.0 };
/// assert_eq!((hour.name(), hour.push(&candle)), ("hour_sin".to_owned(), Some(1.0)));
/// assert_eq!(Cyclic::weekday().cosine().name(), "weekday_cos");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "datetime_attribute_timeseries")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Cyclic {
    cycle: Cycle,
    cosine: bool,
}

#[derive(Clone, Copy, Debug)]
enum Cycle {
    Hour,
    Weekday,
    Month,
    DayOfYear,
}

impl Cyclic {
    fn with(cycle: Cycle) -> Self {
        Cyclic { cycle, cosine: false }
    }

    /// Uses the hour of the day.
    pub fn hour() -> Self {
        Self::with(Cycle::Hour)
    }

    /// Uses the day of the week.
    pub fn weekday() -> Self {
        Self::with(Cycle::Weekday)
    }

    /// Uses the month of the year.
    pub fn month() -> Self {
        Self::with(Cycle::Month)
    }

    /// Uses the day of the year.
    pub fn day_of_year() -> Self {
        Self::with(Cycle::DayOfYear)
    }

    /// Selects the cosine instead of the sine.
    pub fn cosine(self) -> Self {
        Cyclic { cosine: true, ..self }
    }
}

impl Feature for Cyclic {
    fn name(&self) -> String {
        let cycle = match self.cycle {
            Cycle::Hour => "hour",
            Cycle::Weekday => "weekday",
            Cycle::Month => "month",
            Cycle::DayOfYear => "day_of_year",
        };
        format!("{cycle}_{}", ending(self.cosine))
    }

    fn warm_up(&self) -> usize {
        0
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let time = candle.time;
        let turns = match self.cycle {
            Cycle::Hour => f64::from(time.hour()) / 24.0,
            Cycle::Weekday => f64::from(time.weekday().to_monday_zero_offset()) / 7.0,
            Cycle::Month => f64::from(time.month() - 1) / 12.0,
            Cycle::DayOfYear => f64::from(time.day_of_year() - 1) / f64::from(time.days_in_year()),
        };
        Some(wave(turns, self.cosine))
    }

    fn reset(&mut self) {}
}

/// A Fourier term of a season: `sin(2π·order·t / period)` or, with [`cosine`](Self::cosine), the cosine, with the time `t` in days since
/// 1970-01-01.
///
/// A weighted sum of the sines and cosines of orders 1 to `k` approximates any smooth season of this period; a larger `k` does so more
/// closely.
///
/// # Example
/// ```
/// use timeseriesml::timeseries::features::{Feature, Fourier};
/// let yearly = Fourier::new(365.25, 2)?;
/// assert_eq!((yearly.name(), yearly.warm_up()), ("fourier_sin_365.25_2".to_owned(), 0));
/// let daily = Fourier::new(1.0, 1)?.cosine();
/// assert_eq!(daily.name(), "fourier_cos_1_1");
/// # Ok::<(), timeseriesml::timeseries::features::FeatureError>(())
/// ```
/// # Source
/// Harvey and Shephard, "Structural Time Series Models", 1993; Prophet's `fourier_series`.
#[derive(Clone, Debug)]
#[must_use]
pub struct Fourier {
    /// The period in days.
    period: f64,
    order: usize,
    cosine: bool,
}

impl Fourier {
    /// Returns the sine of order `order` for a season of `period` days.
    ///
    /// # Errors
    /// [`FeatureError::OptionValue`] unless `period` is finite and above 0 and `order` is at least 1.
    pub fn new(period: f64, order: usize) -> Result<Self, FeatureError> {
        FeatureError::check_positive("fourier", "a period of", period)?;
        FeatureError::check_positive("fourier", "an order of", order as f64)?;
        Ok(Fourier { period, order, cosine: false })
    }

    /// Selects the cosine instead of the sine.
    pub fn cosine(self) -> Self {
        Fourier { cosine: true, ..self }
    }
}

/// The time `t = 0` of Fourier terms.
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

impl Feature for Fourier {
    fn name(&self) -> String {
        format!("fourier_{}_{}_{}", ending(self.cosine), self.period, self.order)
    }

    fn warm_up(&self) -> usize {
        0
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        let days = candle.time.duration_since(EPOCH).as_secs_f64() / 86_400.0;
        Some(wave(self.order as f64 * (days / self.period), self.cosine))
    }

    fn reset(&mut self) {}
}

/// 1 if the candle's day is in a list of holidays, else 0.
///
/// The list must include the days of the forecasts. The name of a feature in a configuration cannot hold the list, so this feature can only be built
/// in code.
///
/// # Example
/// ```
/// use timeseriesml::{Candle, timeseries::features::{Feature, Holidays}};
/// let mut holidays = Holidays::new("us", ["2020-01-01".parse()?, "2020-12-25".parse()?]);
/// assert_eq!(holidays.name(), "holiday_us");
/// let candle = Candle { time: "2020-12-25T18:00".parse()?, open: 1.0, high: 1.0, low: 1.0, close: 1.0, volume: 1.0 };
/// assert_eq!(holidays.push(&candle), Some(1.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "holidays_timeseries")]
#[derive(Clone, Debug)]
#[must_use]
pub struct Holidays {
    name: String,
    /// The holidays in ascending order.
    days: Vec<Date>,
}

impl Holidays {
    /// Makes the feature `holiday_NAME` from days in any order; their time of day is ignored.
    pub fn new(name: impl AsRef<str>, days: impl IntoIterator<Item = DateTime>) -> Self {
        let mut days: Vec<Date> = days.into_iter().map(DateTime::date).collect();
        days.sort_unstable();
        Holidays { name: name.as_ref().to_owned(), days }
    }
}

impl Feature for Holidays {
    fn name(&self) -> String {
        format!("holiday_{}", self.name)
    }

    fn warm_up(&self) -> usize {
        0
    }

    fn push(&mut self, candle: &Candle) -> Option<f64> {
        Some(if self.days.binary_search(&candle.time.date()).is_ok() { 1.0 } else { 0.0 })
    }

    fn reset(&mut self) {}
}
