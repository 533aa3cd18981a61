//! Finds remedies for text that cannot be read as a time.

use super::time_format::by_format;
use crate::data::time::parse_time;

/// Formats that are unambiguous but too unusual to be read without an option.
const FORMATS: [&str; 26] = [
    "%Y-%d-%m",
    "%Y/%d/%m",
    "%Y-%d-%m %H:%M",
    "%Y%m%d_%H%M",
    "%Y%m%d_%H%M%S",
    "%Y%m%d-%H%M%S",
    "%Y-%m-%d_%H-%M-%S",
    "%Y-%m-%d %H-%M-%S",
    "%Y-%m-%d-%H-%M-%S",
    "%Y-%m-%d_%H:%M:%S",
    "%Y-%m-%d %H.%M",
    "%Y-%m-%d %H.%M.%S",
    "%d.%m.%Y %H.%M",
    "%d.%m.%Y, %H:%M Uhr",
    "%d.%m.%Y %H:%M Uhr",
    "%Y-%m-%d %Hh%M",
    "%d/%m/%Y %Hh%M",
    "%m/%Y",
    "%m.%Y",
    "%m-%Y",
    "%Y-%j",
    "%Y/%j",
    "%H:%M %d.%m.%Y",
    "%H:%M:%S %d/%m/%Y",
    "%Y年%m月%d日",
    "%Y-%m-%d %H:%M:%S:%f",
];
/// Formats of times that a zone may follow.
const BEFORE_ZONE: [&str; 8] = [
    "%Y%m%d %H:%M:%S",
    "%Y%m%d %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M %p",
    "%d.%m.%Y %H:%M",
];
/// Formats of times that a zone in brackets may follow.
const BEFORE_BRACKETS: [&str; 4] = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];
/// Formats of dates whose year has two digits.
const SHORT_YEARS: [&str; 9] = [
    "%d-%b-%y",
    "%d %b %y",
    "%d-%b-%y %H:%M",
    "%d-%b-%y %I.%M.%S.%f %p",
    "%b-%y",
    "%b %y",
    "%b %d, %y",
    "%b %d %y",
    "%y-%b",
];

/// What is wrong with text that should be a time.
pub(super) enum TimeFault {
    /// The text marks a missing value.
    Missing,
    /// The format is a usual one, but the day or time of day does not exist.
    NoSuchTime,
    /// The text has another format; the string says how to read it.
    Other(String),
}

pub(super) fn time_fault(text: &str, day_first: Option<bool>, left_out: (usize, usize), is_first: bool) -> TimeFault {
    let lower = text.to_lowercase();
    if ["nat", "null", "none", "nan", "na", "n/a", "#n/a", "<na>", "-", "?", "."].contains(&&*lower) {
        return TimeFault::Missing;
    }
    if has_usual_form(text) {
        let other = day_first.filter(|&first| parse_time(text, Some(!first)).is_ok());
        return match other {
            Some(first) => TimeFault::Other(format!(
                "the {} seems to come first here: correct the cell, or say so with `.day_first({})`",
                if first { "month" } else { "day" },
                !first
            )),
            None => match FORMATS[..3].iter().find(|format| by_format(format, text).is_ok()) {
                Some(format) => TimeFault::Other(named(format)),
                None => TimeFault::NoSuchTime,
            },
        };
    }
    TimeFault::Other(remedy(text, &lower, left_out, is_first))
}

fn remedy(text: &str, lower: &str, (after_header, footer): (usize, usize), is_first: bool) -> String {
    const COUNT: &str = "count the rows with `CsvOptions::new().count_rows(start, step)` if they are evenly spaced";
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let whole = text.split('.').next().unwrap_or_default();
    let is_number =
        digits > 0 && text.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if is_number {
        return match (whole.parse::<i64>(), whole.len()) {
            (Ok(1000..=2999), 4) if whole == text => named("%Y"),
            (Ok(20_000..=60_000), _) => {
                "if it is an Excel day number, format the column as dates there, and export again".to_owned()
            }
            (_, 0..=4) if !text.starts_with('-') => COUNT.to_owned(),
            (_, 0..=8) if !text.starts_with('-') => {
                format!("{COUNT}, or if it is Unix time, name its unit with `.unix(UnixUnit::Milliseconds)`")
            }
            _ => "if it is Unix time, name its unit with `CsvOptions::new().unix(UnixUnit::Seconds)`".to_owned(),
        };
    }
    if let Some(format) = FORMATS.iter().find(|format| by_format(format, text).is_ok()) {
        return named(format);
    }
    if let Some((before, zone)) = text.rsplit_once(' ')
        && let Some(format) = BEFORE_ZONE.iter().find(|format| by_format(format, before).is_ok())
        && zone.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '_'))
        && (zone.contains('/') || (2..=5).contains(&zone.len()))
    {
        if zone.contains('/') {
            return format!(
                "read it with `CsvOptions::new().time_format(\"{format} {zone}\").zone(\"{zone}\")`, if that is the zone of all \
                 rows"
            );
        }
        return format!(
            "name the zone that {zone} means, as with `CsvOptions::new().time_format(\"{format} {zone}\")\
             .zone(\"America/New_York\")`"
        );
    }
    if text.starts_with('#') && digits == 0 {
        return "the column was too narrow when the table was exported: widen it, and export again".to_owned();
    }
    if text.starts_with('\u{feff}') {
        return "remove the byte order mark at the start of the cell: files were joined here".to_owned();
    }
    let inner = text.trim_matches(|c| matches!(c, '\'' | '"' | '“' | '”' | '‘' | '’'));
    if inner.len() < text.len() && parse_time(inner, None).is_ok() {
        return "remove the quotation marks inside the cell".to_owned();
    }
    if let Some((start, _)) =
        text.split_once(" - ").or_else(|| text.split_once('/')).or_else(|| text.split_once(" to "))
        && digits >= 12
        && (parse_time(start, Some(true)).is_ok() || parse_time(start, Some(false)).is_ok())
    {
        return "read the start of the interval with `CsvOptions::new().interval_start(true)`".to_owned();
    }
    if text.contains("E+") || text.contains("e+") {
        return "export Unix times with all their digits".to_owned();
    }
    let clock = text.split([' ', '.']).next().unwrap_or_default();
    if clock.contains(':') && clock.bytes().all(|byte| byte.is_ascii_digit() || byte == b':') {
        return format!("join the date column with `CsvOptions::new().time_columns([\"…\", \"…\"])`, or {COUNT}");
    }
    if let Some((_, fraction)) = text.rsplit_once('.')
        && fraction.len() > 9
        && number_of(fraction)
    {
        return "write at most nine decimals of a second".to_owned();
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b',') {
        return "write Unix times without separators".to_owned();
    }
    if let Some((before, zone)) = text.strip_suffix(']').and_then(|text| text.split_once('['))
        && let Some(format) = BEFORE_BRACKETS.iter().find(|format| by_format(format, before).is_ok())
    {
        return format!(
            "read it with `CsvOptions::new().time_format(\"{format}[{zone}]\").zone(\"{zone}\")`, if that is the zone of all rows"
        );
    }
    if let Some((first, rest)) = text.split_once(' ') {
        if parse_time(first, None).is_ok() && rest.starts_with(|c: char| c == '(' || c.is_alphabetic()) {
            return "remove the text after the time".to_owned();
        }
        if first.trim_end_matches(['.', ',']).chars().all(char::is_alphabetic) && parse_time(rest, Some(true)).is_ok() {
            return "weekday names are read in English only: remove them".to_owned();
        }
    }
    if lower.contains(" day") || lower.starts_with("pt") {
        return COUNT.to_owned();
    }
    if digits == 0 && !is_first {
        return format!("if this is a footer, skip it with `CsvOptions::new().skip_footer({})`", footer + 1);
    }
    let words = lower.split(|c: char| !c.is_alphabetic());
    if digits >= 4 && words.filter(|word| word.chars().count() > 2).count() > 0 {
        return "month names are read in English only: write months as numbers, or give the format with \
                `CsvOptions::new().time_format(\"%d/%m/%Y %H:%M\")`"
            .to_owned();
    }
    let remedy = named("%d/%m/%Y %H:%M");
    match is_first {
        true => {
            let option = format!("`.skip_after_header({})`", after_header + 1);
            format!("{remedy}, or if this is another header line, skip it with {option}")
        }
        false => remedy,
    }
}

fn named(format: &str) -> String {
    format!("give its format with `CsvOptions::new().time_format(\"{format}\")`")
}

/// Returns the remedy for a date whose year has two digits.
pub(super) fn short_year_remedy(text: &str) -> String {
    match (parse_time(text, Some(true)).is_ok(), parse_time(text, Some(false)).is_ok()) {
        (true, true) if SHORT_YEARS.iter().all(|format| by_format(format, text).is_err()) => {
            return "say what comes first with `CsvOptions::new().day_first(true)` or `.day_first(false)`".to_owned();
        }
        (true, false) => return "read it with `CsvOptions::new().day_first(true)`".to_owned(),
        (false, true) => return "read it with `CsvOptions::new().day_first(false)`".to_owned(),
        _ => {}
    }
    let format = SHORT_YEARS.iter().find(|format| by_format(format, text).is_ok()).unwrap_or(&"%d-%b-%y");
    named(format)
}

/// Whether text looks like a date, with or without a time of day, even if it does not exist: `2020-02-30`, `31/4/2020 25:00`,
/// `20201301`.
fn has_usual_form(text: &str) -> bool {
    let (date, clock) = match text.find(['T', ' ']) {
        Some(at) => (&text[..at], text[at + 1..].trim()),
        None => (text, ""),
    };
    let Some(separator) = date.chars().find(|c| !c.is_ascii_digit()) else {
        return date.len() == 8 && clock.is_empty() && (date.starts_with("19") || date.starts_with("20"));
    };
    // Numbers of weeks, quarters or months: `2020-W54`, `2020Q5`, `2020M13`.
    let period = date.get(4..).unwrap_or_default().trim_start_matches('-');
    if let Some(rest) = period.strip_prefix(['W', 'Q', 'M'])
        && number_of(&date[..4])
    {
        return !rest.is_empty() && rest.len() < 3 && number_of(rest);
    }
    let lengths: Vec<usize> = date.split(separator).map(str::len).collect();
    let are_numbers = date.chars().all(|c| c.is_ascii_digit() || c == separator);
    let is_date = matches!(separator, '-' | '/' | '.')
        && are_numbers
        && matches!(*lengths, [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 4]);
    let halves = ["AM", "PM", "am", "pm"];
    let clock = halves.iter().find_map(|half| clock.strip_suffix(half)).unwrap_or(clock).trim_end();
    let mut parts = clock.splitn(3, ':');
    let is_two = |part: Option<&str>| part.is_none_or(|part| (1..=2).contains(&part.len()) && number_of(part));
    let (hour, minute, second) = (parts.next(), parts.next(), parts.next());
    if second.is_some_and(|second| second.len() > 12) {
        return false;
    }
    let second = second.map(|second| second.split('.').next().unwrap_or_default());
    let is_clock = clock.is_empty() || (is_two(hour) && minute.is_some() && is_two(minute) && is_two(second));
    is_date && is_clock
}

fn number_of(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}
