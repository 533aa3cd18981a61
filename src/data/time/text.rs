//! The result of parsing a time, and the mistakes that prevent parsing.

use jiff::SignedDuration;
use jiff::civil::DateTime;

/// Why text cannot be read as a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeMistake {
    /// The text has an unknown form, or a day or hour that does not exist.
    Unknown,
    /// Either the day or the month may come first.
    Ambiguous,
    /// The year has two digits.
    ShortYear,
    /// The text consists of digits that may be a date or a Unix time: `2024030108`.
    Stamp,
}

/// A time as written in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimeText {
    /// The date and time of day.
    pub(crate) shown: DateTime,
    /// The offset from UTC in seconds; `None` if the text has none. Unix time has the offset 0.
    pub(crate) offset: Option<i64>,
}

impl TimeText {
    /// Returns the time, converted to UTC if it has an offset, else as written. `None` if it is before year 0.
    pub(crate) fn utc(self) -> Option<DateTime> {
        let utc = match self.offset {
            None | Some(0) => self.shown,
            Some(offset) => self.shown.checked_sub(SignedDuration::from_secs(offset)).ok()?,
        };
        // A result before year 0 is rejected, since text cannot have such a year.
        (utc.year() >= 0).then_some(utc)
    }
}
