//! Choices for missing values, repeated times, ambiguous local times and inconsistent candles.

use crate::data::FillMethod;

/// What to do where a needed number is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// Report an error.
    #[default]
    Refuse,
    /// Leave the row out, which makes a longer step.
    DropRow,
    /// Repeat the last value before it.
    #[doc(alias = "ffill")]
    ForwardFill,
    /// Interpolate linearly between the neighbouring values, as if all steps were equally long.
    Interpolate,
    /// Interpolate linearly between the neighbouring values by their times.
    InterpolateTime,
}

impl Missing {
    /// The method that fills a value, if any.
    pub(super) fn fill(self) -> Option<FillMethod> {
        match self {
            Missing::Refuse | Missing::DropRow => None,
            Missing::ForwardFill => Some(FillMethod::ForwardFill),
            Missing::Interpolate => Some(FillMethod::Interpolate),
            Missing::InterpolateTime => Some(FillMethod::InterpolateTime),
        }
    }
}

/// What to do with several rows of the same time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Duplicates {
    /// Report an error.
    #[default]
    Refuse,
    /// Keep the first in the file.
    KeepFirst,
    /// Keep the last in the file.
    KeepLast,
}

/// How to read a local time that the clock shows twice or skips when it changes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AmbiguousTime {
    /// Report an error.
    #[default]
    Refuse,
    /// The earlier of the two. A skipped time is shifted back by the change.
    Earlier,
    /// The later of the two. A skipped time is shifted forward by the change.
    Later,
    /// By the order of the rows: the earlier of the two if it follows the previous row, else the later. A skipped time is
    /// shifted forward.
    #[doc(alias = "infer")]
    InOrder,
}

/// What to do with an inconsistent candle: a close above its high, a volume below 0.
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

/// How to read candles: stored in [`CsvOptions`](crate::CsvOptions), used by the module `timeseries`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CandleRules {
    pub(crate) inconsistent: Inconsistent,
    /// How far a high or low may be off, relative to the price.
    pub(crate) tolerance: f64,
    pub(crate) no_volume: bool,
}

impl Default for CandleRules {
    fn default() -> Self {
        CandleRules { inconsistent: Inconsistent::Refuse, tolerance: 1e-9, no_volume: false }
    }
}
