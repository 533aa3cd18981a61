//! Errors in the name or the options of a frequency.

use crate::files::shown;

/// Why a frequency cannot be built.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum FrequencyError {
    /// No frequency has this name.
    #[error(
        "frequency \"{}\": expected a name such as 15min, h, D, B, W-MON, MS, ME, QS, QE, YS or YE, with or without a whole number before it",
        shown(found)
    )]
    UnknownFrequency { found: String },
    /// The step is 0 units, or too long to be represented.
    #[error("frequency: a step of {count} units is not possible; give a number from 1 to {largest}")]
    StepCount { count: u64, largest: u64 },
    /// The step is 0 or less.
    #[error("frequency: the step is {found}; it must be longer than 0")]
    StepNotPositive { found: String },
    /// The day of the month is not from 1 to 31.
    #[error("frequency: day {day} of the month does not exist; give a day from 1 to 31")]
    DayOfMonth { day: i8 },
    /// The zone is not in the time zone database.
    #[error("frequency: unknown time zone \"{}\"; give an IANA name such as America/New_York", shown(found))]
    UnknownZone { found: String },
}

debug_is_message! { FrequencyError }
