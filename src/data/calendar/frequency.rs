//! The step between neighboring times of a series: a fixed length, or a step of the calendar.

use std::num::NonZeroU32;

use jiff::SignedDuration;
use jiff::civil::{DateTime, Weekday};
use jiff::tz::TimeZone;

use super::error::FrequencyError;
use super::grid::{Grid, MonthDay, time_of_day, to_local, to_utc};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// How the times of a series follow each other: by a fixed step, or every n days, business days, weeks, months, quarters or years.
///
/// The names are those of pandas: `"15min".parse::<Frequency>()`. Times stay in UTC. With a zone, days, weeks and months follow
/// local time, so that midnight stays midnight across daylight saving; a fixed step ignores the zone.
///
/// | name | times | season |
/// |---|---|---|
/// | `ns`, `us`, `ms`, `s` | every nanosecond, microsecond, millisecond or second | an hour |
/// | `min` (`T`), `h` (`H`) | every minute or hour | a day |
/// | `D` | every day | 7 |
/// | `B` | Monday to Friday, without regard to holidays | 5 |
/// | `W` (Sundays), `W-MON` … `W-SUN` | one weekday | 52 |
/// | `MS`, `ME` (`M`) | the first or last day of the month | 12 |
/// | `MD-1` … `MD-31` | this day of the month, or the last day of a shorter month (not a pandas name) | 12 |
/// | `QS`, `QE` (`Q`) | the first or last day of the quarter; `QS-FEB` for quarters that begin in February | 4 |
/// | `YS` (`AS`), `YE` (`Y`, `A`) | the first or last day of the year; `YE-JUN` for years that end in June | 1 |
/// | `BMS`, `BME`, `BQS`, `BQE`, `BYS`, `BYE` | the first or last day from Monday to Friday of the month, quarter or year | 12, 4, 1 |
///
/// A season without a unit is in steps. A number before the name multiplies the step: `2MS` is every second month. A zone may
/// follow in brackets: `D[America/New_York]`.
///
/// # Example
/// ```
/// use timeseriesml::data::{Frequency, TimeZone};
/// let month_end: Frequency = "ME".parse()?;
/// let after = "2019-12-31T00:00".parse().unwrap();
/// assert_eq!(month_end.next(after, 2)[1], "2020-02-29T00:00".parse().unwrap());
/// // Midnight of New York is 05:00 UTC in winter and 04:00 in summer.
/// let daily = Frequency::daily().in_zone(TimeZone::get("America/New_York").unwrap());
/// let after = "2024-03-10T05:00".parse().unwrap();
/// assert_eq!(daily.next(after, 1), ["2024-03-11T04:00".parse().unwrap()]);
/// # Ok::<(), timeseriesml::data::FrequencyError>(())
/// ```
#[doc(alias = "freq")]
#[doc(alias = "DateOffset")]
#[doc(alias = "date_range")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frequency {
    pub(super) unit: Unit,
    pub(super) zone: Option<TimeZone>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Invariant: positive.
    Fixed(SignedDuration),
    /// Every `count`th date of a grid, such as the first days of months.
    Calendar { count: NonZeroU32, grid: Grid },
}

impl Frequency {
    /// Makes a step of constant length.
    ///
    /// # Errors
    /// [`FrequencyError::StepNotPositive`] for a step of 0 or less.
    pub fn fixed(step: SignedDuration) -> Result<Self, FrequencyError> {
        if !step.is_positive() {
            return Err(FrequencyError::StepNotPositive { found: format!("{step:#}") });
        }
        Ok(Frequency { unit: Unit::Fixed(step), zone: None })
    }

    /// Every hour: `h`.
    pub fn hourly() -> Self {
        Frequency { unit: Unit::Fixed(SignedDuration::from_hours(1)), zone: None }
    }

    /// Every day: `D`.
    pub fn daily() -> Self {
        Self::of_grid(Grid::Days)
    }

    /// Monday to Friday, without regard to holidays: `B`.
    #[doc(alias = "BusinessDay")]
    #[doc(alias = "bdate_range")]
    pub fn business_daily() -> Self {
        Self::of_grid(Grid::BusinessDays)
    }

    /// Once a week, on this weekday: `W-MON` and so on.
    pub fn weekly(weekday: Weekday) -> Self {
        Self::of_grid(Grid::Weeks(weekday))
    }

    /// The first day of every month: `MS`.
    #[doc(alias = "MonthBegin")]
    pub fn month_start() -> Self {
        Self::of_grid(Grid::Months { per: 1, phase: 0, day: MonthDay::First })
    }

    /// The last day of every month: `ME`.
    #[doc(alias = "MonthEnd")]
    pub fn month_end() -> Self {
        Self::of_grid(Grid::Months { per: 1, phase: 0, day: MonthDay::Last })
    }

    /// The first weekday (Monday to Friday) of every month: `BMS`.
    #[doc(alias = "BMonthBegin")]
    pub fn business_month_start() -> Self {
        Self::of_grid(Grid::Months { per: 1, phase: 0, day: MonthDay::FirstBusiness })
    }

    /// The last weekday (Monday to Friday) of every month: `BME`.
    #[doc(alias = "BMonthEnd")]
    pub fn business_month_end() -> Self {
        Self::of_grid(Grid::Months { per: 1, phase: 0, day: MonthDay::LastBusiness })
    }

    /// The same day of every month, or the last day of a month that is too short: `MD-15`.
    ///
    /// # Errors
    /// [`FrequencyError::DayOfMonth`] unless the day is from 1 to 31.
    pub fn month_day(day: i8) -> Result<Self, FrequencyError> {
        let day = match day {
            1 => MonthDay::First,
            31 => MonthDay::Last,
            2..31 => MonthDay::On(day),
            _ => return Err(FrequencyError::DayOfMonth { day }),
        };
        Ok(Self::of_grid(Grid::Months { per: 1, phase: 0, day }))
    }

    /// The first day of January, April, July and October: `QS`.
    #[doc(alias = "QuarterBegin")]
    pub fn quarter_start() -> Self {
        Self::of_grid(Grid::Months { per: 3, phase: 0, day: MonthDay::First })
    }

    /// The last day of March, June, September and December: `QE`.
    #[doc(alias = "QuarterEnd")]
    pub fn quarter_end() -> Self {
        Self::of_grid(Grid::Months { per: 3, phase: 2, day: MonthDay::Last })
    }

    /// The first of January: `YS`.
    #[doc(alias = "YearBegin")]
    pub fn year_start() -> Self {
        Self::of_grid(Grid::Months { per: 12, phase: 0, day: MonthDay::First })
    }

    /// The last of December: `YE`.
    #[doc(alias = "YearEnd")]
    pub fn year_end() -> Self {
        Self::of_grid(Grid::Months { per: 12, phase: 11, day: MonthDay::Last })
    }

    /// Takes every `n`th of these steps. Calls multiply: `.every(2)?.every(3)?` is every sixth.
    ///
    /// # Errors
    /// [`FrequencyError::StepCount`] if `n` is 0, or if the resulting step is too long to be represented.
    pub fn every(self, n: u32) -> Result<Self, FrequencyError> {
        let largest = u32::MAX.into();
        let unit = match self.unit {
            Unit::Fixed(step) => {
                let nanoseconds = step.as_nanos().checked_mul(n.into()).filter(|&nanoseconds| nanoseconds > 0);
                nanoseconds.and_then(SignedDuration::try_from_nanos_i128).map(Unit::Fixed)
            }
            Unit::Calendar { count, grid } => {
                NonZeroU32::new(n).and_then(|n| count.checked_mul(n)).map(|count| Unit::Calendar { count, grid })
            }
        };
        Ok(Frequency { unit: unit.ok_or(FrequencyError::StepCount { count: n.into(), largest })?, zone: self.zone })
    }

    /// Makes the steps follow the local time of a zone; times stay in UTC.
    #[must_use]
    #[doc(alias = "tz_convert")]
    pub fn in_zone(self, zone: TimeZone) -> Self {
        Frequency { unit: self.unit, zone: Some(zone) }
    }

    /// Returns the zone whose local time the steps follow, or `None` for UTC.
    #[doc(alias = "tz")]
    pub fn zone(&self) -> Option<&TimeZone> {
        self.zone.as_ref()
    }

    /// Returns the `n` times that follow `after` at the same (local) time of day.
    ///
    /// If `after` lies between two dates of the frequency, the steps count from the earlier date: after 15 January, `MS` continues
    /// with 1 February and `2MS` with 1 March, as in pandas. The result has fewer than `n` times if the calendar ends (year 9999).
    ///
    /// # Example
    /// ```
    /// use timeseriesml::data::Frequency;
    /// let friday = "2020-01-10T16:00".parse().unwrap();
    /// assert_eq!(Frequency::business_daily().next(friday, 1), ["2020-01-13T16:00".parse().unwrap()]);
    /// ```
    pub fn next(&self, after: DateTime, n: usize) -> Vec<DateTime> {
        self.after(after).take(n).collect()
    }

    /// Returns `n` times at the (local) time of day of `start`. The first of them is `start` or the next time after it.
    ///
    /// The result has fewer than `n` times if the calendar ends (year 9999).
    ///
    /// # Example
    /// ```
    /// use timeseriesml::data::Frequency;
    /// let quarters = Frequency::quarter_end().times("2020-02-01T00:00".parse().unwrap(), 2);
    /// assert_eq!(quarters, ["2020-03-31T00:00".parse().unwrap(), "2020-06-30T00:00".parse().unwrap()]);
    /// ```
    #[doc(alias = "date_range")]
    pub fn times(&self, start: DateTime, n: usize) -> Vec<DateTime> {
        let local = to_local(start, self.zone()).date();
        match self.unit {
            Unit::Calendar { count, grid } if grid.date(grid.floor(local)) != Some(local) => {
                self.at_numbers(start, grid, grid.floor(local) + 1, count).take(n).collect()
            }
            _ => std::iter::once(start).chain(self.after(start)).take(n).collect(),
        }
    }

    /// All times after a time, up to the end of the calendar.
    pub(crate) fn after(&self, after: DateTime) -> Box<dyn Iterator<Item = DateTime> + '_> {
        match self.unit {
            Unit::Fixed(step) => {
                Box::new(std::iter::successors(Some(after), move |time| time.checked_add(step).ok()).skip(1))
            }
            Unit::Calendar { count, grid } => {
                let floor = grid.floor(to_local(after, self.zone()).date());
                Box::new(self.at_numbers(after, grid, floor + i64::from(count.get()), count))
            }
        }
    }

    /// Every `count`th date of a grid, beginning with the date number `first`, at the time of day of `like`.
    fn at_numbers(
        &self,
        like: DateTime,
        grid: Grid,
        first: i64,
        count: NonZeroU32,
    ) -> impl Iterator<Item = DateTime> + '_ {
        let time = time_of_day(like, self.zone());
        let numbers = std::iter::successors(Some(first), move |number| number.checked_add(count.get().into()));
        let times = numbers.map_while(move |number| to_utc(grid.date(number)?.to_datetime(time), self.zone()));
        // A repeated time is left out: Samoa skipped 30 December 2011, which converts to the same UTC time as the 31st.
        let mut last = None;
        times.filter(move |&time| last.replace(time) != Some(time))
    }

    /// Returns the number of steps in a season, or 1 if there is no season.
    ///
    /// The season is an hour for steps below a minute, a day for other steps below a day, a week for days, and a year for weeks,
    /// months and quarters: the result is 24 for `h`, 96 for `15min`, 7 for `D`, 5 for `B`, 52 for weeks, 12 for months, 4 for
    /// quarters. It is 1 if no whole number of steps makes a season. Source: GluonTS, `get_seasonality`; for days and weeks
    /// that returns 1.
    ///
    /// # Example
    /// ```
    /// use timeseriesml::data::Frequency;
    /// assert_eq!("15min".parse::<Frequency>()?.season_length(), 96);
    /// # Ok::<(), timeseriesml::data::FrequencyError>(())
    /// ```
    #[doc(alias = "get_seasonality")]
    #[doc(alias = "seasonality")]
    #[doc(alias = "m")]
    pub fn season_length(&self) -> usize {
        let (season, step) = match self.unit {
            Unit::Fixed(step) if step < SignedDuration::from_mins(1) => (3600 * 1_000_000_000, step.as_nanos()),
            Unit::Fixed(step) if step < DAY => (DAY.as_nanos(), step.as_nanos()),
            Unit::Fixed(step) if step < DAY * 7 => (DAY.as_nanos() * 7, step.as_nanos()),
            Unit::Fixed(step) => (DAY.as_nanos() * 7 * 52, step.as_nanos()),
            Unit::Calendar { count, grid } => {
                let steps = match grid {
                    // Multiples of 7 days count as weeks.
                    Grid::Days if count.get().is_multiple_of(7) => 7 * 52,
                    Grid::Days => 7,
                    Grid::BusinessDays => 5,
                    Grid::Weeks(_) => 52,
                    Grid::Months { per, .. } => 12 / i128::from(per),
                };
                (steps, i128::from(count.get()))
            }
        };
        if season % step == 0 { usize::try_from(season / step).unwrap_or(1) } else { 1 }
    }

    fn of_grid(grid: Grid) -> Self {
        Self::of_count(NonZeroU32::MIN, grid)
    }

    pub(super) fn of_count(count: NonZeroU32, grid: Grid) -> Self {
        Frequency { unit: Unit::Calendar { count, grid }, zone: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frequency(name: &str) -> Frequency {
        name.parse().unwrap()
    }

    fn time(text: &str) -> DateTime {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn check(name: &str, after: &str, expected: &[&str]) {
        let expected: Vec<_> = expected.iter().map(|text| time(text)).collect();
        assert_eq!(frequency(name).next(time(after), 3), expected, "{name} after {after}");
    }

    #[test]
    fn days_of_new_york_begin_at_midnight_in_summer_and_in_winter() {
        check("D[America/New_York]", "2024-03-09T05:00", &["2024-03-10T05:00", "2024-03-11T04:00", "2024-03-12T04:00"]);
        check("D[America/New_York]", "2024-11-02T04:00", &["2024-11-03T04:00", "2024-11-04T05:00", "2024-11-05T05:00"]);
        check(
            "QS[America/New_York]",
            "2024-01-01T05:00",
            &["2024-04-01T04:00", "2024-07-01T04:00", "2024-10-01T04:00"],
        );
        check("h[America/New_York]", "2024-03-10T06:00", &["2024-03-10T07:00", "2024-03-10T08:00", "2024-03-10T09:00"]);
    }

    #[test]
    fn a_skipped_midnight_does_not_move_the_days_after_it() {
        // Beirut's clocks went from 24:00 on 26 March 2022 straight to 01:00.
        check("D[Asia/Beirut]", "2022-03-25T22:00", &["2022-03-26T22:00", "2022-03-27T21:00", "2022-03-28T21:00"]);
        check("D[Asia/Beirut]", "2022-03-26T22:00", &["2022-03-27T21:00", "2022-03-28T21:00", "2022-03-29T21:00"]);
    }

    #[test]
    fn days_that_clocks_repeat_or_leave_out_are_once() {
        check("D[Pacific/Apia]", "2011-12-29T10:00", &["2011-12-30T10:00", "2011-12-31T10:00", "2012-01-01T10:00"]);
        // This is the second 01:30 of the day when New York's clocks go back.
        let second = time("2024-11-03T06:30");
        assert_eq!(frequency("D[America/New_York]").times(second, 2), [second, time("2024-11-04T06:30")]);
    }

    #[test]
    fn steps_of_months_begin_at_the_date_before() {
        check("2MS", "2020-01-15T10:00", &["2020-03-01T10:00", "2020-05-01T10:00", "2020-07-01T10:00"]);
        check("MD-30", "2020-01-30T00:00", &["2020-02-29T00:00", "2020-03-30T00:00", "2020-04-30T00:00"]);
        check("YE-FEB", "2019-02-28T00:00", &["2020-02-29T00:00", "2021-02-28T00:00", "2022-02-28T00:00"]);
        check("QE", "0000-01-01T00:00", &["0000-03-31T00:00", "0000-06-30T00:00", "0000-09-30T00:00"]);
        check("2W-MON", "2020-01-08T00:00", &["2020-01-20T00:00", "2020-02-03T00:00", "2020-02-17T00:00"]);
        check("B", "2020-01-11T00:00", &["2020-01-13T00:00", "2020-01-14T00:00", "2020-01-15T00:00"]);
    }

    #[test]
    fn the_calendar_ends_in_9999() {
        check("D", "9999-12-30T00:00", &["9999-12-31T00:00"]);
        check("h", "9999-12-31T22:00", &["9999-12-31T23:00"]);
        check("YS", "9999-01-01T00:00", &[]);
        check("4000000000YE", "2020-12-31T00:00", &[]);
        check("D[America/New_York]", "9999-12-29T05:00", &["9999-12-30T05:00"]);
        assert_eq!(frequency("D").times(time("9999-12-31T05:00"), usize::MAX), [time("9999-12-31T05:00")]);
    }

    #[test]
    fn times_begin_at_the_first_date_of_the_calendar() {
        let starts = |name| frequency(name).times(time("2020-01-15T10:00"), 2);
        assert_eq!(starts("2MS"), [time("2020-02-01T10:00"), time("2020-04-01T10:00")]);
        assert_eq!(starts("W-WED"), [time("2020-01-15T10:00"), time("2020-01-22T10:00")]);
        assert_eq!(starts("h"), [time("2020-01-15T10:00"), time("2020-01-15T11:00")]);
    }

    #[test]
    fn seasons_are_those_of_the_table() {
        for (name, season) in [
            ("s", 3600),
            ("30s", 120),
            ("min", 1440),
            ("15min", 96),
            ("h", 24),
            ("6h", 4),
            ("7h", 1),
            ("D", 7),
            ("2D", 1),
            ("24h", 7),
            ("168h", 52),
            ("7D", 52),
            ("B", 5),
            ("W-MON", 52),
            ("2W", 26),
            ("MS", 12),
            ("2ME", 6),
            ("MD-15", 12),
            ("3MD-15", 4),
            ("QS", 4),
            ("QE-JAN", 4),
            ("YE", 1),
            ("5YE", 1),
            ("D[Asia/Tokyo]", 7),
        ] {
            assert_eq!(frequency(name).season_length(), season, "{name}");
        }
    }

    #[test]
    fn steps_must_lead_forward() {
        let message = Frequency::fixed(SignedDuration::from_secs(-90)).unwrap_err().to_string();
        assert_eq!(message, "frequency: the step is 1m 30s ago; it must be longer than 0");
        let message = Frequency::daily().every(0).unwrap_err().to_string();
        assert_eq!(message, "frequency: a step of 0 units is not possible; give a number from 1 to 4294967295");
        assert!(frequency("2MS").every(u32::MAX).is_err() && frequency("2h").every(u32::MAX).is_ok());
        assert!(Frequency::fixed(SignedDuration::MAX).unwrap().every(2).is_err());
        assert_eq!(frequency("2MS").every(3), "6MS".parse());
        let message = Frequency::month_day(32).unwrap_err().to_string();
        assert_eq!(message, "frequency: day 32 of the month does not exist; give a day from 1 to 31");
    }
}
