//! A parsed time, and the mistakes that prevent parsing.

use jiff::SignedDuration;
use jiff::civil::DateTime;

/// Why text cannot be read as a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeMistake {
    /// It has an unknown form, or a day or hour that does not exist.
    Unknown,
    /// The day or the month may come first.
    Ambiguous,
    /// The year has two digits.
    ShortYear,
    /// Digits that may be a date or a Unix time: `2024030108`.
    Stamp,
}

/// A time as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimeText {
    /// The date and time of day.
    pub(crate) shown: DateTime,
    /// The offset from UTC in seconds; `None` if the text has none. Unix time has the offset 0.
    pub(crate) offset: Option<i64>,
}

impl TimeText {
    /// The time converted to UTC by its offset, or as written if it has none. `None` before year 0.
    pub(crate) fn utc(self) -> Option<DateTime> {
        let utc = match self.offset {
            None | Some(0) => self.shown,
            Some(offset) => self.shown.checked_sub(SignedDuration::from_secs(offset)).ok()?,
        };
        // The text forms have no years before 0.
        (utc.year() >= 0).then_some(utc)
    }
}
