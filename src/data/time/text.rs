//! A time as a text has it, and why a text is not one.

use jiff::SignedDuration;
use jiff::civil::DateTime;

/// Why a text is not a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeMistake {
    /// It is in none of the forms, or names a day or hour that does not exist.
    Unknown,
    /// Day and month could be exchanged.
    Ambiguous,
    /// The year has two digits.
    ShortYear,
    /// Digits that are a date and a Unix time as well: `2024030108`.
    Stamp,
}

/// A time as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimeText {
    /// What the calendar and clock show.
    pub(crate) shown: DateTime,
    /// How many seconds they are ahead of UTC; `None` where the text does not say it. Unix time is UTC.
    pub(crate) offset: Option<i64>,
}

impl TimeText {
    /// The time in UTC, if an offset says what that is; otherwise what is shown.
    pub(crate) fn utc(self) -> Option<DateTime> {
        let utc = match self.offset {
            None | Some(0) => self.shown,
            Some(offset) => self.shown.checked_sub(SignedDuration::from_secs(offset)).ok()?,
        };
        // Before year 0 a time has no text form here.
        (utc.year() >= 0).then_some(utc)
    }
}
