//! Parses the date at the start of a string.

use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::clock::number;
use super::text::TimeMistake;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Whether a date with the year last has the day first (`true`) or the month first (`false`); `None` if unknown.
pub(super) type DayFirst = Option<bool>;

/// Reads a date and returns it with the text after it.
pub(super) fn leading_date(text: &str, day_first: DayFirst) -> Result<(Date, &str), TimeMistake> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let first = &text[..digits];
    match digits {
        0 => month_name_first(text),
        1 | 2 => match rest.chars().next() {
            Some(separator @ ('/' | '-' | '.')) if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
                year_last(first, &rest[1..], separator, day_first)
            }
            Some('-' | '/' | ' ' | '.' | 'a'..='z' | 'A'..='Z') => day_and_month_name(first, rest),
            _ => Err(TimeMistake::Unknown),
        },
        4 => year_first(first, rest).ok_or(TimeMistake::Unknown),
        8 => compact(first).map(|date| (date, rest)).ok_or(TimeMistake::Unknown),
        _ => Err(TimeMistake::Unknown),
    }
}

/// Reads `YYYYMMDD` in the years 1900 to 2099. Digits with another year are probably not a date.
pub(super) fn compact(digits: &str) -> Option<Date> {
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    if !(1900..2100).contains(&number(year)?) {
        return None;
    }
    date(number(year)?, number(month)?, number(day)?)
}

/// Reads what follows the year: `-MM-DD`, `/M/D`, ` M D`, `-MM`, `-Mon-DD`, `Q1`, `-Q1`, `-W05`, `-W05-3`, `M01`, ` M01`.
fn year_first<'a>(year: &str, rest: &'a str) -> Option<(Date, &'a str)> {
    let year = number(year)?;
    let (separator, after) = match rest.chars().next()? {
        c @ ('-' | '/' | '.' | ' ') => (c, &rest[1..]),
        'Q' | 'q' | 'W' | 'M' => (' ', rest),
        _ => return None,
    };
    let month = after.strip_prefix('M').filter(|month| month.len() == 2);
    if let Some((month, rest)) = month.and_then(|month| leading_number(month, 2)) {
        return Some((date(year, month, 1)?, rest));
    }
    if let Some(week) = after.strip_prefix('W') {
        let (week, rest) = week.split_at_checked(2)?;
        let (day, rest) = match rest.strip_prefix('-').and_then(|day| leading_number(day, 1)) {
            Some((day, rest)) => (day, rest),
            None => (1, rest),
        };
        let weekday = Weekday::from_monday_one_offset(i8::try_from(day).ok()?).ok()?;
        let week = i8::try_from(number(week)?).ok()?;
        return Some((ISOWeekDate::new(i16::try_from(year).ok()?, week, weekday).ok()?.date(), rest));
    }
    if let Some(quarter) = after.strip_prefix(['Q', 'q']) {
        let (quarter, rest) = quarter.split_at_checked(1)?;
        let quarter = number(quarter).filter(|quarter| (1..=4).contains(quarter))?;
        return Some((date(year, 3 * quarter - 2, 1)?, rest));
    }
    let (month, after) = match leading_number(after, 2) {
        Some((month, after)) => (month, after),
        None => {
            let (month, after) = leading_month(after)?;
            (month, after)
        }
    };
    match after.strip_prefix(separator).and_then(|after| leading_number(after, 2)) {
        Some((day, after)) => Some((date(year, month, day)?, after)),
        // A month without a day is read only if nothing follows it.
        None if after.is_empty() && matches!(separator, '-' | '/' | ' ') => Some((date(year, month, 1)?, after)),
        None => None,
    }
}

/// Reads `a/b/YYYY` and `a/b/YY`.
fn year_last<'a>(a: &str, rest: &'a str, separator: char, day_first: DayFirst) -> Result<(Date, &'a str), TimeMistake> {
    let parts = || {
        let (b, rest) = leading_number(rest, 2)?;
        let rest = rest.strip_prefix(separator)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let year = number(&rest[..digits])?;
        matches!(digits, 2 | 4).then_some((number(a)?, b, year, digits, &rest[digits..]))
    };
    let (a, b, year, digits, rest) = parts().ok_or(TimeMistake::Unknown)?;
    let year = match (digits, day_first) {
        (4, _) => year,
        // As in POSIX, 69 to 99 are 1969 to 1999, and 00 to 68 are 2000 to 2068.
        (_, Some(_)) => year + if year < 69 { 2000 } else { 1900 },
        // `31/12/99` could also have its year first.
        (_, None) => return Err(TimeMistake::ShortYear),
    };
    let (day, month) = match day_first {
        Some(true) => (a, b),
        Some(false) => (b, a),
        None if a > 12 || a == b => (a, b),
        None if b > 12 => (b, a),
        None if a == 0 || b == 0 => return Err(TimeMistake::Unknown),
        None => return Err(TimeMistake::Ambiguous),
    };
    date(year, month, day).map(|date| (date, rest)).ok_or(TimeMistake::Unknown)
}

/// Reads `1 January 2020`, `1-Jan-2020`, `01Jan2020`.
fn day_and_month_name<'a>(day: &str, rest: &'a str) -> Result<(Date, &'a str), TimeMistake> {
    let parts = || {
        let (month, rest) = leading_month(rest.trim_start_matches(SEPARATORS))?;
        let rest = rest.trim_start_matches(SEPARATORS);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        Some((month, &rest[..digits], &rest[digits..]))
    };
    let (month, year, rest) = parts().ok_or(TimeMistake::Unknown)?;
    if year.len() == 2 {
        return Err(TimeMistake::ShortYear);
    }
    let read = || date(number(year).filter(|_| year.len() == 4)?, month, number(day)?);
    read().map(|date| (date, rest)).ok_or(TimeMistake::Unknown)
}

const SEPARATORS: [char; 5] = [' ', '-', ',', '.', '/'];

/// Reads `Jan 1, 2020`, `Jan-1-1995`, `January 2020`, `Fri Jan 31 13:30:00 2020`, each with or without a weekday before it.
fn month_name_first(text: &str) -> Result<(Date, &str), TimeMistake> {
    if let Some(quarter) = text.strip_prefix('Q') {
        return quarter_first(quarter).ok_or(TimeMistake::Unknown);
    }
    if let Some((_, rest)) = leading_name(text, &WEEKDAYS) {
        let rest = rest.trim_start_matches(SEPARATORS);
        return match rest.chars().next() {
            Some('0'..='9') => leading_date(rest, None),
            _ => month_name_first(rest),
        };
    }
    let parts = || {
        let (month, rest) = leading_month(text)?;
        let rest = rest.trim_start_matches(SEPARATORS);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        Some((month, &rest[..digits], &rest[digits..]))
    };
    let (month, first, rest) = parts().ok_or(TimeMistake::Unknown)?;
    let unknown = TimeMistake::Unknown;
    let value = number(first).ok_or(unknown)?;
    if first.len() == 4 {
        return date(value, month, 1).filter(|_| rest.is_empty()).map(|date| (date, rest)).ok_or(unknown);
    }
    // The day is followed by the year, or by a time of day and then the year.
    let after = rest.trim_start_matches(SEPARATORS);
    let digits = after.bytes().take_while(u8::is_ascii_digit).count();
    match digits {
        4 => {
            let year = number(&after[..digits]).ok_or(unknown)?;
            date(year, month, value).map(|date| (date, &after[digits..])).ok_or(unknown)
        }
        // In `Jan-95`, 95 may be a day or a year; in `Jan 1, 95`, the year has two digits.
        0 if after.is_empty() => Err(TimeMistake::ShortYear),
        2 if after.len() == 2 => Err(TimeMistake::ShortYear),
        _ => {
            let (clock, year) = rest.rsplit_once(' ').filter(|(_, year)| year.len() == 4).ok_or(unknown)?;
            date(number(year).ok_or(unknown)?, month, value).map(|date| (date, clock)).ok_or(unknown)
        }
    }
}

/// Reads the rest of `Q1 2020` after its `Q`.
fn quarter_first(text: &str) -> Option<(Date, &str)> {
    let (quarter, year) = text.split_at_checked(1)?;
    let quarter = number(quarter).filter(|quarter| (1..=4).contains(quarter))?;
    let year = year.strip_prefix([' ', '-', '/']).unwrap_or(year);
    Some((date(number(year).filter(|_| year.len() == 4)?, 3 * quarter - 2, 1)?, ""))
}

/// Splits a number of 1 to `digits` digits off the beginning; returns the number and the rest.
fn leading_number(text: &str, digits: usize) -> Option<(i32, &str)> {
    let found = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=digits).contains(&found).then_some((number(&text[..found])?, &text[found..]))
}

fn leading_month(text: &str) -> Option<(i32, &str)> {
    let (month, rest) = leading_name(text, &MONTHS)?;
    Some((i32::try_from(month).ok()? + 1, rest))
}

/// Splits a name off the beginning, written in full or as its first three letters (or `sept`); returns its index in `names` and
/// the rest.
fn leading_name<'a>(text: &'a str, names: &[&str]) -> Option<(usize, &'a str)> {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = text[..letters].to_ascii_lowercase();
    let is_it = |name: &&str| *name == word || word == name[..3] || (word == "sept" && *name == "september");
    Some((names.iter().position(is_it)?, &text[letters..]))
}

fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
