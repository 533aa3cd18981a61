//! Options with several choices: for missing values, repeated times, ambiguous local times and inconsistent candles.

use crate::data::FillMethod;

/// What to do where a needed number is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// Report an error.
    #[default]
    Refuse,
    /// Leave out the row. The step from the row before it to the row after it is then longer.
    DropRow,
    /// Repeat the last value before the missing one.
    #[doc(alias = "ffill")]
    ForwardFill,
    /// Interpolate linearly between the neighboring values, as if all steps were equally long.
    Interpolate,
    /// Interpolate linearly between the neighboring values, in proportion to time.
    InterpolateTime,
}

impl Missing {
    /// The method that fills missing values, if any.
    pub(super) fn fill(self) -> Option<FillMethod> {
        match self {
            Missing::Refuse | Missing::DropRow => None,
            Missing::ForwardFill => Some(FillMethod::ForwardFill),
            Missing::Interpolate => Some(FillMethod::Interpolate),
            Missing::InterpolateTime => Some(FillMethod::InterpolateTime),
        }
    }
}

/// What to do with several rows that have the same time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Duplicates {
    /// Report an error.
    #[default]
    Refuse,
    /// Keep the row that comes first in the file.
    KeepFirst,
    /// Keep the row that comes last in the file.
    KeepLast,
}

/// How to read a local time that the clock shows twice or skips when it changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AmbiguousTime {
    /// Report an error.
    #[default]
    Refuse,
    /// Take the earlier of the two times. A skipped time is shifted back by the skipped span.
    Earlier,
    /// Take the later of the two times. A skipped time is shifted forward by the skipped span.
    Later,
    /// Follow the order of the rows: take the earlier of the two times if it is later than the previous row, else the later of the
    /// two. A skipped time is shifted forward.
    #[doc(alias = "infer")]
    InOrder,
}

/// What to do with an inconsistent candle, such as one with a close above its high or a volume below 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inconsistent {
    /// Report an error.
    #[default]
    Refuse,
    /// Leave the candle out.
    SkipRow,
    /// Keep the candle as it is.
    KeepRow,
}

/// How to read candles. The rules are stored in [`CsvOptions`](crate::CsvOptions), but only the module `timeseries` uses them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CandleRules {
    pub(crate) inconsistent: Inconsistent,
    /// The largest error of a high or low that is corrected, relative to the price.
    pub(crate) tolerance: f64,
    pub(crate) no_volume: bool,
}

impl Default for CandleRules {
    fn default() -> Self {
        CandleRules { inconsistent: Inconsistent::Refuse, tolerance: 1e-9, no_volume: false }
    }
}
