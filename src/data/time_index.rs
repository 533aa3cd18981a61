//! Reading times.
//!
//! A time is read only if it can be read in one way: year first, or Unix time with as many digits as dates after 1973
//! have. The forms are ISO 8601's, with a slash, a space and a missing part allowed where exports have them. Zones are
//! offsets, converted to UTC; there is no table of zone names here and no daylight saving.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};

/// The forms that [`parse_time`] reads, as error messages list them.
pub(crate) const TIME_FORMS: &str =
    "2020-01-31, 2020-01, 2020/01/31, 2020-01-31 13:30[:15[.25]], 2020-01-31T13:30Z or Unix time (1580477400)";

/// Why a text is no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeMistake {
    /// It is in none of the forms, or names a day or hour that does not exist.
    Unknown,
    /// Day and month could be exchanged.
    Ambiguous,
}

/// Reads `YYYY-MM[-DD][ HH:MM[:SS[.frac]]][Z|±HH:MM]` (with `/` for `-`, `T` for the space), or Unix time.
///
/// Unix time is in seconds (9 or 10 digits), or in milli-, micro- or nanoseconds (12 or 13, 15 or 16, 18 or 19 digits).
/// Shorter integers are refused: they may as well be a year, 20200131, or days since 1900.
pub(crate) fn parse_time(text: &str) -> Result<DateTime, TimeMistake> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return unix_time(text).ok_or(TimeMistake::Unknown);
    }
    if day_or_month_first(text) {
        return Err(TimeMistake::Ambiguous);
    }
    calendar_time(text).ok_or(TimeMistake::Unknown)
}

fn unix_time(digits: &str) -> Option<DateTime> {
    let nanoseconds_per_unit = match digits.len() {
        9 | 10 => 1_000_000_000,
        12 | 13 => 1_000_000,
        15 | 16 => 1_000,
        18 | 19 => 1,
        _ => return None,
    };
    let timestamp = Timestamp::from_nanosecond(digits.parse::<i128>().ok()? * nanoseconds_per_unit).ok()?;
    Some(Offset::UTC.to_datetime(timestamp))
}

/// Recognises `1/2/2020`, `31.01.20`, `01-02-2020 13:00` and the like.
fn day_or_month_first(text: &str) -> bool {
    let date = text.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> = date.split(['/', '-', '.']).collect();
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(digits) && parts[0].len() <= 2
}

fn calendar_time(text: &str) -> Option<DateTime> {
    let (date, clock) = match text.split_once(['T', ' ']) {
        Some((date, clock)) => (date, Some(clock)),
        None => (text, None),
    };
    let separator = if date.contains('/') { '/' } else { '-' };
    let mut parts = date.split(separator);
    let (year, month) = (number(parts.next()?, 4)?, number(parts.next()?, 2)?);
    let day = parts.next().map_or(Some(1), |day| number(day, 2))?;
    if parts.next().is_some() {
        return None;
    }
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    match clock {
        Some(clock) => clock_time(date, clock),
        None => Some(date.to_datetime(Time::midnight())),
    }
}

fn clock_time(date: Date, clock: &str) -> Option<DateTime> {
    let (clock, offset) = match clock.find(['Z', '+', '-']) {
        Some(at) => (clock[..at].trim_end(), offset_seconds(&clock[at..])?),
        None => (clock, 0),
    };
    let mut parts = clock.split(':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let (second, nanosecond) = parts.next().map_or(Some((0, 0)), second_and_fraction)?;
    if parts.next().is_some() {
        return None;
    }
    let narrow = |value: i32| i8::try_from(value).ok();
    let time = Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, nanosecond).ok()?;
    // An offset can lead from year 0 to a year that has no text form here.
    let utc = date.to_datetime(time).checked_sub(SignedDuration::from_secs(offset)).ok()?;
    (utc.year() >= 0).then_some(utc)
}

fn second_and_fraction(text: &str) -> Option<(i32, i32)> {
    let Some((second, fraction)) = text.split_once('.') else { return Some((number(text, 2)?, 0)) };
    let missing_digits = 9_usize.checked_sub(fraction.len())?;
    let scale = 10_i32.pow(u32::try_from(missing_digits).ok()?);
    Some((number(second, 2)?, number(fraction, fraction.len())?.checked_mul(scale)?))
}

/// Reads `Z`, `±HH`, `±HHMM` or `±HH:MM`.
fn offset_seconds(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.strip_prefix('-').is_some() { -1 } else { 1 };
    let digits = text.get(1..)?;
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => digits.split_at_checked(2)?,
        _ => digits.split_once(':')?,
    };
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (hours <= 18 && minutes < 60).then_some(sign * i64::from(hours * 3600 + minutes * 60))
}

/// Reads exactly `digits` decimal digits, at most nine.
fn number(text: &str, digits: usize) -> Option<i32> {
    let plain = !text.is_empty() && text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    fn check(texts: &[&str], expected: Result<DateTime, TimeMistake>) {
        for text in texts {
            assert_eq!(parse_time(text), expected, "{text}");
        }
    }

    #[test]
    fn forms_with_the_year_first_are_read() {
        let midnight = date(2020, 1, 31).at(0, 0, 0, 0);
        check(
            &["2020-01-31", "2020/01/31", "2020-01-31 00:00", "2020-01-31T00:00:00.000", "2020-01-31 00:00Z"],
            Ok(midnight),
        );
        check(&["2020-01", "2020/01"], Ok(date(2020, 1, 1).at(0, 0, 0, 0)));
        check(
            &["2020-01-31 13:30:15.25", "2020/01/31T13:30:15.250000000"],
            Ok(datetime(2020, 1, 31, 13, 30, 15, 250_000_000)),
        );
        check(&["0000-01-01"], Ok(date(0, 1, 1).at(0, 0, 0, 0)));
    }

    #[test]
    fn offsets_are_converted_to_utc() {
        let utc = datetime(2020, 1, 31, 23, 30, 0, 0);
        let texts =
            ["2020-02-01 01:30+02:00", "2020-02-01T01:30:00+0200", "2020-02-01 01:30 +02", "2020-01-31 18:00-05:30"];
        check(&texts, Ok(utc));
    }

    #[test]
    fn unix_time_is_read_in_four_units() {
        check(
            &["1580477400", "1580477400000", "1580477400000000", "1580477400000000000"],
            Ok(datetime(2020, 1, 31, 13, 30, 0, 0)),
        );
    }

    #[test]
    fn texts_that_are_no_time_are_refused() {
        let texts = [
            "",
            "n/a",
            "2020",
            "20200131",
            "43831",
            "15804774000",
            "-1580477400",
            "2020-13-01",
            "2020-02-30",
            "2020-1-5",
        ];
        check(&texts, Err(TimeMistake::Unknown));
        let texts =
            ["2020-01-31 24:00", "2020-01-31 13", "2020-01-31 13:60", "2020-01-31 13:30:60", "2020-01-31 1:30 PM"];
        check(&texts, Err(TimeMistake::Unknown));
        let texts = [
            "2020-01-31T",
            "2020-01-31 13:30:15.",
            "2020-01-31 13:30:15.1234567890",
            "2020-01-31 13:30+19:00",
            "2020-01/31",
        ];
        check(&texts, Err(TimeMistake::Unknown));
        let texts = [
            "2020-01-31 13:30+0é",
            "2020-01-31 13:30+",
            "é",
            "2020-01-31 é",
            "9999-12-31 23:30-01:00",
            "0000-01-01 00:00+01:00",
            "٢٠٢٠-٠١",
        ];
        check(&texts, Err(TimeMistake::Unknown));
    }

    #[test]
    fn day_or_month_first_is_ambiguous() {
        check(&["01/02/2020", "1/2/2020", "31.01.2020", "01-02-2020 13:00", "1/2/20"], Err(TimeMistake::Ambiguous));
    }
}
