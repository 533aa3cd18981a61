//! Parses text as a time if it is unambiguous.

use jiff::civil::{Date, DateTime, Time};

use super::clock::clock_and_offset;
use super::date::{DayFirst, compact, leading_date};
use super::text::{TimeMistake, TimeText};
use super::unix::UnixUnit;

/// Examples, for error messages, of times that can be read without a given format.
pub(crate) const TIME_FORMS: &str = "2020-01-31, 2020-01-31 13:30:15, 31 Jan 2020 1:30 PM or Unix time (1580477400)";

/// Reads a time in any of the usual forms. `day_first` determines how to read `1/2/2020`.
pub(crate) fn parse_time(text: &str, day_first: DayFirst) -> Result<TimeText, TimeMistake> {
    if let Some(shown) = iso(text.as_bytes()) {
        return Ok(TimeText { shown, offset: None });
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && text.bytes().filter(|&b| b == b'.').count() < 2
    {
        return digits(text);
    }
    let (date, rest) = leading_date(text, day_first)?;
    let rest = match rest.as_bytes().first() {
        None => return Ok(TimeText { shown: date.to_datetime(Time::midnight()), offset: None }),
        Some(b'T' | b't' | b' ' | b',' | b':') => rest[1..].trim_start(),
        _ => return Err(TimeMistake::Unknown),
    };
    // The text may come from joined columns: `2020 1 31 13 30`.
    let joined = || text.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ').then(|| spaced(rest))?;
    let (time, offset) = joined().or_else(|| clock_and_offset(rest)).ok_or(TimeMistake::Unknown)?;
    let time = TimeText { shown: date.to_datetime(time), offset };
    time.utc().map(|_| time).ok_or(TimeMistake::Unknown)
}

/// Reads the most common form, `YYYY-MM-DD[ HH:MM[:SS]]`, fast.
fn iso(text: &[u8]) -> Option<DateTime> {
    if !matches!(text.len(), 10 | 16 | 19) || text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let digit = |at: usize| text[at].wrapping_sub(b'0');
    let two = |at: usize| {
        let (tens, ones) = (digit(at), digit(at + 1));
        (tens < 10 && ones < 10).then(|| (tens * 10 + ones) as i8)
    };
    let year = i16::from(two(0)?) * 100 + i16::from(two(2)?);
    let date = Date::new(year, two(5)?, two(8)?).ok()?;
    if text.len() == 10 {
        return Some(date.to_datetime(Time::midnight()));
    }
    if !matches!(text[10], b' ' | b'T') || text[13] != b':' {
        return None;
    }
    let second = match text.len() {
        16 => 0,
        _ if text[16] == b':' => two(17)?,
        _ => return None,
    };
    Some(date.to_datetime(Time::new(two(11)?, two(14)?, second, 0).ok()?))
}

/// Reads digits only: Unix time, `YYYYMMDD` or `YYYYMMDDHHMMSS`.
fn digits(text: &str) -> Result<TimeText, TimeMistake> {
    let (whole, has_fraction) = text.split_once('.').map_or((text, false), |(whole, _)| (whole, true));
    if !has_fraction {
        let stamp = whole.split_at_checked(8).and_then(|(date, clock)| {
            let time = if clock.is_empty() { Time::midnight() } else { clock_and_offset(clock)?.0 };
            Some(compact(date)?.to_datetime(time))
        });
        match (stamp, whole.len()) {
            (Some(shown), 8 | 14) => return Ok(TimeText { shown, offset: None }),
            (Some(_), 10 | 12) => return Err(TimeMistake::Stamp),
            _ => {}
        }
    }
    let unit = UnixUnit::of_digits(whole.len()).ok_or(TimeMistake::Unknown)?;
    unit.parse(text).map(|shown| TimeText { shown, offset: Some(0) }).ok_or(TimeMistake::Unknown)
}

/// Reads `H`, `H M` or `H M S`, which come from joined columns of numbers.
fn spaced(text: &str) -> Option<(Time, Option<i64>)> {
    let mut parts = text.split_whitespace().map(|part| part.parse::<i8>().ok());
    let mut next = || parts.next().unwrap_or(Some(0));
    let time = Time::new(next()?, next()?, next()?, 0).ok()?;
    parts.next().is_none().then_some((time, None))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};

    use super::*;

    fn check(texts: &[&str], expected: Result<DateTime, TimeMistake>) {
        for text in texts {
            assert_eq!(parse_time(text, None).map(|time| time.utc().unwrap()), expected, "{text}");
        }
    }

    #[test]
    fn each_form_that_messages_name_is_read() {
        for text in ["2020-01-31", "2020-01-31 13:30:15", "31 Jan 2020 1:30 PM", "1580477400"] {
            assert!(TIME_FORMS.contains(text) && parse_time(text, None).is_ok(), "{text}");
        }
    }

    #[test]
    fn forms_with_the_year_first_are_read() {
        let midnight = date(2020, 1, 31).at(0, 0, 0, 0);
        check(
            &[
                "2020-01-31",
                "2020/01/31",
                "2020-01-31 00:00",
                "2020-01-31T00:00:00.000",
                "2020-01-31 00:00Z",
                "2020-1-31",
            ],
            Ok(midnight),
        );
        check(&["20200131", "20200131000000", "20200131 00:00", "2020 1 31", "2020 1 31 0"], Ok(midnight));
        check(&["2020.01.31", "2020-Jan-31", "2020-01-31 12:00:00 AM", "2020-01-31 12-AM"], Ok(midnight));
        check(
            &[
                "2020-01",
                "2020/01",
                "2020Q1",
                "2020-Q1",
                "Q1 2020",
                "Q1-2020",
                "2020M01",
                "2020 M01",
                "2020 1",
                "January 2020",
            ],
            Ok(date(2020, 1, 1).at(0, 0, 0, 0)),
        );
        check(
            &["2020-01-31 13:30:15.25", "2020/01/31T13:30:15.250000000", "2020-01-31 1:30:15.25 PM"],
            Ok(datetime(2020, 1, 31, 13, 30, 15, 250_000_000)),
        );
        check(
            &["2020-01-31 09:05", "2020-1-31 9:05", "20200131T0905", "2020 1 31 9 5"],
            Ok(date(2020, 1, 31).at(9, 5, 0, 0)),
        );
        check(&["2020-01-31 9", "2020-01-31 9 am"], Ok(date(2020, 1, 31).at(9, 0, 0, 0)));
        check(&["2020-W05-5", "2020W05-5", "2020-01-31 12:00 a.m."], Ok(midnight));
        check(&["2020-W05", "2020W05"], Ok(date(2020, 1, 27).at(0, 0, 0, 0)));
        check(&["0000-01-01"], Ok(date(0, 1, 1).at(0, 0, 0, 0)));
    }

    #[test]
    fn forms_with_one_reading_are_read() {
        let day = date(2020, 1, 31).at(0, 0, 0, 0);
        check(&["31/01/2020", "1/31/2020", "31.1.2020", "01-31-2020", "31/01/2020 00:00"], Ok(day));
        check(&["31 Jan 2020", "31-Jan-2020", "31Jan2020", "Jan 31, 2020", "January 31 2020", "Jan-31-2020"], Ok(day));
        check(&["Fri, 31 Jan 2020 00:00:00 GMT", "Fri Jan 31 00:00:00 2020", "Friday, January 31, 2020"], Ok(day));
        check(&["Fri Jan 31 2020 00:00:00 GMT+0000 (Coordinated Universal Time)"], Ok(day));
        check(&["07/07/2020"], Ok(date(2020, 7, 7).at(0, 0, 0, 0)));
    }

    #[test]
    fn day_or_month_first_is_named() {
        check(&["01/02/2020", "1/2/2020", "01-02-2020 13:00", "1.2.2020"], Err(TimeMistake::Ambiguous));
        check(&["1/2/20", "31/12/99", "01-Jan-20", "Jan 1, 95", "Jan-95"], Err(TimeMistake::ShortYear));
        let read = |text, day_first| parse_time(text, Some(day_first)).map(|time| time.shown.date());
        assert_eq!(read("01/02/2020", true), Ok(date(2020, 2, 1)));
        assert_eq!(read("01/02/2020", false), Ok(date(2020, 1, 2)));
        assert_eq!(read("31.12.99", true), Ok(date(1999, 12, 31)));
        assert_eq!(read("31/12/2020", false), Err(TimeMistake::Unknown));
    }

    #[test]
    fn offsets_are_converted_to_utc() {
        let utc = datetime(2020, 1, 31, 23, 30, 0, 0);
        let texts = [
            "2020-02-01 01:30+02:00",
            "2020-02-01T01:30:00+0200",
            "2020-02-01 01:30 +02",
            "2020-01-31 18:00-05:30",
            "2020-01-31 23:30:00 UTC",
            "2020-02-01T00:30+01:00[Europe/Berlin]",
            "2020-02-01 01:30:00 GMT+0200",
            "2020-02-01 01:30 UTC+2",
            "1.2.2020 01:30 GMT+0200",
        ];
        check(&texts[..8], Ok(utc));
        assert!(parse_time("2020-01-31 23:30", None).unwrap().offset.is_none());
    }

    #[test]
    fn unix_time_is_read_in_four_units() {
        let time = datetime(2020, 1, 31, 13, 30, 0, 0);
        check(&["1580477400", "1580477400000", "1580477400000000", "1580477400000000000", "1580477400.0"], Ok(time));
        check(&["1580477400.25"], Ok(datetime(2020, 1, 31, 13, 30, 0, 250_000_000)));
        // These digits may be a date, or a Unix time in 2034 or 1976.
        check(&["2024030108", "202403010800"], Err(TimeMistake::Stamp));
        assert_eq!(UnixUnit::Seconds.parse("-1.5"), Some(datetime(1969, 12, 31, 23, 59, 58, 500_000_000)));
        assert_eq!(UnixUnit::Milliseconds.parse("1e3"), None);
    }

    #[test]
    fn other_texts_are_refused() {
        let texts = [
            "",
            "n/a",
            "2020",
            "43831",
            "15804774000",
            "-1580477400",
            "2020-13-01",
            "2020-02-30",
            "20201301",
            "2020-01-31 24:00",
            "2020-01-31 13:60",
            "2020-01-31 13:30:60",
            "2020-01-31 13:30 PM",
            "2020-01-31 0 AM",
            "2020-01-31T",
            "2020-01-31 13:30:15.",
            "2020-01-31 13:30:15.1234567890",
            "2020-01-31 13:30+19:00",
            "2020-01/31",
            "2020-01-31 13:30+0é",
            "2020-01-31 13:30+",
            "é",
            "2020-01-31 é",
            "9999-12-31 23:30-01:00",
            "0000-01-01 00:00+01:00",
            "٢٠٢٠-٠١",
            "31/31/2020",
            "0/1/2020",
            "Jan",
            "Januar 2020",
            "2020Q5",
            "Q5 2020",
            "Q1 20",
            "2020-W54",
            "2020-W00",
            "2020-W05-8",
            "2020M13",
            "2020-01-31 13:30[Europe/Berlin]",
            "Fri",
            "2020 1 31 25",
            "2020-01-31 é:00",
            "1/é/2020",
            "1.5.2.2020",
            "10/Oct/2000:13:55:36 -0700é",
            "(",
            "2020-01-31 (a)",
            "2020-01-31 )",
            "..",
            ".",
        ];
        check(&texts, Err(TimeMistake::Unknown));
    }
}
