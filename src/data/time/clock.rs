//! Parses the time of day at the end of a string, and its offset from UTC.

use jiff::civil::Time;

/// Reads `H:MM[:SS[.frac]]`, `H`, `HHMM` or `HHMMSS`, each with an optional AM or PM, then an optional offset.
pub(super) fn clock_and_offset(text: &str) -> Option<(Time, Option<i64>)> {
    let (clock, offset) = split_offset(text)?;
    let (clock, half) = split_half_day(clock)?;
    let (hour, minute, second, nanosecond) = if clock.contains(':') {
        with_colons(clock)?
    } else {
        match clock.len() {
            1 | 2 => (number(clock)?, 0, 0, 0),
            4 => (number(clock.get(..2)?)?, number(clock.get(2..)?)?, 0, 0),
            6 => (number(clock.get(..2)?)?, number(clock.get(2..4)?)?, number(clock.get(4..)?)?, 0),
            _ => return None,
        }
    };
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(Half::Am) => hour % 12,
        Some(Half::Pm) => hour % 12 + 12,
    };
    let narrow = |value: i32| i8::try_from(value).ok();
    Some((Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, nanosecond).ok()?, offset))
}

enum Half {
    Am,
    Pm,
}

/// Splits AM or PM off the end, with the space or hyphen before it.
fn split_half_day(text: &str) -> Option<(&str, Option<Half>)> {
    for (ending, half) in [("a.m.", Half::Am), ("p.m.", Half::Pm)] {
        if let Some(split) = text.len().checked_sub(4)
            && text.get(split..)?.eq_ignore_ascii_case(ending)
        {
            return Some((text[..split].trim_end(), Some(half)));
        }
    }
    let split = text.len().saturating_sub(2);
    let half = match text.get(split..)? {
        end if end.eq_ignore_ascii_case("am") => Half::Am,
        end if end.eq_ignore_ascii_case("pm") => Half::Pm,
        _ => return Some((text, None)),
    };
    Some((text[..split].trim_end_matches([' ', '-']), Some(half)))
}

fn with_colons(clock: &str) -> Option<(i32, i32, i32, i32)> {
    let mut parts = clock.split(':');
    let (hour, minute) = (parts.next()?, parts.next()?);
    let (second, nanosecond) = parts.next().map_or(Some((0, 0)), second_and_fraction)?;
    let plain = parts.next().is_none() && (1..=2).contains(&hour.len()) && minute.len() == 2;
    plain.then_some((number(hour)?, number(minute)?, second, nanosecond))
}

fn second_and_fraction(text: &str) -> Option<(i32, i32)> {
    let (second, fraction) = match text.split_once(['.', ',']) {
        Some((second, fraction)) => (second, Some(fraction)),
        None => (text, None),
    };
    let Some(fraction) = fraction else { return (second.len() == 2).then_some((number(second)?, 0)) };
    let missing_digits = 9_usize.checked_sub(fraction.len())?;
    let scale = 10_i32.pow(u32::try_from(missing_digits).ok()?);
    (second.len() == 2).then_some((number(second)?, number(fraction)?.checked_mul(scale)?))
}

/// Splits an offset off the end: `Z`, `UTC`, `GMT`, `±HH`, `±HHMM`, `±HH:MM` or `GMT+0100`. A zone name in parentheses or brackets
/// after the offset is ignored.
fn split_offset(text: &str) -> Option<(&str, Option<i64>)> {
    let text = match text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
        Some((text, _)) => text.trim_end(),
        None => text,
    };
    if let Some((text, _)) = text.strip_suffix(']').and_then(|text| text.rsplit_once('[')) {
        return split_offset(text).filter(|(_, offset)| offset.is_some());
    }
    for name in ["Z", "UTC", "GMT"] {
        let split = text.len().checked_sub(name.len());
        if let Some(split) = split
            && text.get(split..).is_some_and(|end| end.eq_ignore_ascii_case(name))
        {
            return Some((text[..split].trim_end(), Some(0)));
        }
    }
    let is_half_day = |text: &str| text.eq_ignore_ascii_case("am") || text.eq_ignore_ascii_case("pm");
    let Some(sign_at) = text.rfind(['+', '-']).filter(|&at| !is_half_day(&text[at + 1..])) else {
        return Some((text, None));
    };
    let sign = if text[sign_at..].starts_with('-') { -1 } else { 1 };
    let digits = &text[sign_at + 1..];
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits, "00"),
        4 => digits.split_at_checked(2)?,
        _ => digits.split_once(':').filter(|(hours, minutes)| hours.len() == 2 && minutes.len() == 2)?,
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    if hours > 18 || minutes > 59 {
        return None;
    }
    let clock = text[..sign_at].trim_end();
    let named = ["UTC", "GMT"].iter().find_map(|name| {
        let split = clock.len().checked_sub(name.len())?;
        clock.get(split..)?.eq_ignore_ascii_case(name).then(|| clock[..split].trim_end())
    });
    // A single digit is an hour only after a zone name: `UTC+2`, but not `13:30+2`.
    if digits.len() == 1 && named.is_none() {
        return None;
    }
    Some((named.unwrap_or(clock), Some(sign * i64::from(hours * 3600 + minutes * 60))))
}

/// Reads decimal digits, but no more than nine.
pub(super) fn number(text: &str) -> Option<i32> {
    let plain = !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}
