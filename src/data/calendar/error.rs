//! What can be wrong with a frequency that was named or built.

use crate::files::shown;

/// Why there is no such frequency.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum FrequencyError {
    /// A name that no frequency has.
    #[error(
        "frequency \"{}\": expected a name such as 15min, h, D, B, W-MON, MS, ME, QS, QE, YS or YE, with a whole number before it for every n of them",
        shown(found)
    )]
    UnknownFrequency { found: String },
    /// Every 0 of a unit, or more of them than the calendar has.
    #[error("frequency: a step of {count} units is not possible; give a number from 1 to {largest}")]
    StepCount { count: u64, largest: u64 },
    /// A step that does not lead forward.
    #[error("frequency: the step is {found}; it must be longer than 0")]
    StepNotPositive { found: String },
    /// A day that no month has.
    #[error("frequency: day {day} of the month does not exist; give a day from 1 to 31")]
    DayOfMonth { day: i8 },
    /// A zone that the time zone database does not have.
    #[error("frequency: no time zone \"{}\"; give an IANA name such as America/New_York", shown(found))]
    UnknownZone { found: String },
}

debug_is_message! { FrequencyError }
