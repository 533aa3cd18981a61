//! Grids of dates, such as all month ends. A grid numbers its dates, so that steps, gaps and bins are differences of integers.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time, Weekday, date};
use jiff::tz::{Offset, TimeZone};

/// The Monday that has number 0.
const DAY_ZERO: Date = date(1970, 1, 5);

/// The dates of one frequency, one calendar unit apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grid {
    /// Every day.
    Days,
    /// Monday to Friday.
    BusinessDays,
    /// The same weekday of every week.
    Weeks(Weekday),
    /// One day in every month (`per` 1), quarter (3) or year (12): the months m, counted from year 0, for which m mod `per` = `phase`.
    Months { per: i64, phase: i64, day: MonthDay },
}

/// Which day of the month a grid takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MonthDay {
    First,
    Last,
    /// The first of the days Monday to Friday.
    FirstBusiness,
    /// The last of the days Monday to Friday.
    LastBusiness,
    /// This day, or the last day of a shorter month.
    On(i8),
}

impl Grid {
    /// The number of the last grid date on or before `date`.
    pub(super) fn floor(self, date: Date) -> i64 {
        let days = days(date);
        match self {
            Grid::Days => days,
            Grid::BusinessDays => days.div_euclid(7) * 5 + days.rem_euclid(7).min(4),
            Grid::Weeks(weekday) => (days - i64::from(weekday.to_monday_zero_offset())).div_euclid(7),
            Grid::Months { per, phase, .. } => {
                let at_or_after = (month(date) - phase).div_euclid(per);
                // Here, `None` means a date before the year -9999.
                if self.date(at_or_after).is_none_or(|first| first > date) { at_or_after - 1 } else { at_or_after }
            }
        }
    }

    /// The number of the grid date closest to `date`; of two equally close dates, the earlier.
    pub(super) fn nearest(self, date: Date) -> i64 {
        let floor = self.floor(date);
        match (self, self.date(floor), self.date(floor + 1)) {
            // Both days of a weekend count as the Friday before, although the Monday is closer to the Sunday.
            (Grid::Days | Grid::BusinessDays, ..) => floor,
            (_, Some(before), Some(after)) if days(after) - days(date) < days(date) - days(before) => floor + 1,
            _ => floor,
        }
    }

    /// The number of the first grid date on or after `date`.
    pub(super) fn ceil(self, date: Date) -> i64 {
        let floor = self.floor(date);
        if self.date(floor) == Some(date) { floor } else { floor + 1 }
    }

    /// The grid date with this number, or `None` outside the range of dates (years -9999 to 9999).
    pub(super) fn date(self, number: i64) -> Option<Date> {
        match self {
            Grid::Days => from_days(number),
            Grid::BusinessDays => from_days(number.div_euclid(5).checked_mul(7)? + number.rem_euclid(5)),
            Grid::Weeks(weekday) => from_days(number.checked_mul(7)? + i64::from(weekday.to_monday_zero_offset())),
            Grid::Months { per, phase, day } => {
                let month = number.checked_mul(per)?.checked_add(phase)?;
                let year = i16::try_from(month.div_euclid(12)).ok()?;
                let first = Date::new(year, i8::try_from(month.rem_euclid(12)).ok()? + 1, 1).ok()?;
                Some(match day {
                    MonthDay::First => first,
                    MonthDay::Last => first.last_of_month(),
                    MonthDay::FirstBusiness => weekday_near(first, 7),
                    MonthDay::LastBusiness => weekday_near(first.last_of_month(), 4),
                    MonthDay::On(day) => Date::new(year, first.month(), day.min(first.days_in_month())).ok()?,
                })
            }
        }
    }
}

/// Returns the date itself or, for a weekend, another day of its week by number (4: the Friday before, 7: the Monday after).
fn weekday_near(date: Date, instead_of_weekend: i64) -> Date {
    let weekday = days(date).rem_euclid(7);
    // The date is the first or last day of a month, and the weekday is in the same month, hence within the calendar.
    if weekday < 5 { date } else { from_days(days(date) + instead_of_weekend - weekday).unwrap_or(date) }
}

/// Months since January of year 0.
pub(super) fn month(date: Date) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

/// Days since [`DAY_ZERO`].
pub(super) fn days(date: Date) -> i64 {
    date.duration_since(DAY_ZERO).as_hours().div_euclid(24)
}

fn from_days(days: i64) -> Option<Date> {
    DAY_ZERO.checked_add(SignedDuration::try_from_hours(days.checked_mul(24)?)?).ok()
}

/// Converts UTC to local time.
///
/// The first and last hours of jiff's calendar (years -9999 to 9999) have no local time and stay in UTC.
pub(super) fn to_local(time: DateTime, zone: Option<&TimeZone>) -> DateTime {
    let local = |zone: &TimeZone| Some(zone.to_datetime(Offset::UTC.to_timestamp(time).ok()?));
    zone.and_then(local).unwrap_or(time)
}

/// Converts local time to UTC. If the clock shows the local time twice, the result is the earlier instant; if the clock skips it,
/// the result is later by the skipped span.
pub(super) fn to_utc(local: DateTime, zone: Option<&TimeZone>) -> Option<DateTime> {
    let Some(zone) = zone else { return Some(local) };
    Some(Offset::UTC.to_datetime(zone.to_ambiguous_timestamp(local).compatible().ok()?))
}

/// Returns the local time of day that the steps after `time` (in UTC) keep.
///
/// Where clocks skip midnight (Beirut, Asunción), that day begins at one o'clock. One o'clock then counts as midnight, since the
/// next day begins at midnight again.
pub(super) fn time_of_day(time: DateTime, zone: Option<&TimeZone>) -> Time {
    let local = to_local(time, zone);
    let first_of_day = |zone: &TimeZone| to_utc(local.date().to_datetime(Time::midnight()), Some(zone)) == Some(time);
    if zone.is_some_and(first_of_day) { Time::midnight() } else { local.time() }
}
