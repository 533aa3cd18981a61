//! Unix time: the number of seconds, or of fractions of a second, since 1970.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// The unit of a Unix time.
///
/// If the unit is not given, readers infer it from the number of digits: 9 or 10 are seconds, 12 or 13 milliseconds, 15 or 16
/// microseconds, 18 or 19 nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnixUnit {
    /// Seconds.
    Seconds,
    /// Thousandths of a second.
    Milliseconds,
    /// Millionths of a second.
    Microseconds,
    /// Billionths of a second.
    Nanoseconds,
}

impl UnixUnit {
    fn nanoseconds(self) -> i128 {
        match self {
            UnixUnit::Seconds => 1_000_000_000,
            UnixUnit::Milliseconds => 1_000_000,
            UnixUnit::Microseconds => 1_000,
            UnixUnit::Nanoseconds => 1,
        }
    }

    /// The unit of an integer with this many digits, for times since 1973.
    pub(super) fn of_digits(digits: usize) -> Option<Self> {
        match digits {
            9 | 10 => Some(UnixUnit::Seconds),
            12 | 13 => Some(UnixUnit::Milliseconds),
            15 | 16 => Some(UnixUnit::Microseconds),
            18 | 19 => Some(UnixUnit::Nanoseconds),
            _ => None,
        }
    }

    /// Reads `[-]digits[.digits]` as a time in UTC.
    pub(crate) fn parse(self, text: &str) -> Option<DateTime> {
        let nanoseconds = unix_nanoseconds(text, self.nanoseconds())?;
        Some(Offset::UTC.to_datetime(Timestamp::from_nanosecond(nanoseconds).ok()?))
    }
}

/// Converts `[-]digits[.digits]`, which counts units of `unit` nanoseconds, exactly; decimals below a nanosecond are truncated.
fn unix_nanoseconds(text: &str, unit: i128) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 20 || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let mut nanoseconds = whole.parse::<i128>().ok()? * unit;
    let mut place = unit;
    for digit in fraction.bytes() {
        place /= 10;
        nanoseconds += i128::from(digit - b'0') * place;
    }
    Some(sign * nanoseconds)
}
