//! What is done where a file leaves a choice.

use crate::data::FillMethod;

/// What happens where a needed number is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Missing {
    /// It is an error.
    #[default]
    Refuse,
    /// The row is left out. The steps around it are further apart then.
    DropRow,
    /// The last value before it is repeated.
    #[doc(alias = "ffill")]
    ForwardFill,
    /// The value on the straight line between its neighbours, as if all steps were equally long.
    Interpolate,
    /// The value on the straight line between its neighbours, by their times.
    InterpolateTime,
}

impl Missing {
    /// How a value is made up, if it is.
    pub(super) fn fill(self) -> Option<FillMethod> {
        match self {
            Missing::Refuse | Missing::DropRow => None,
            Missing::ForwardFill => Some(FillMethod::ForwardFill),
            Missing::Interpolate => Some(FillMethod::Interpolate),
            Missing::InterpolateTime => Some(FillMethod::InterpolateTime),
        }
    }
}

/// What happens to several rows of one time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Duplicates {
    /// They are an error.
    #[default]
    Refuse,
    /// The first in the file is kept.
    KeepFirst,
    /// The last in the file is kept.
    KeepLast,
}

/// What a local time is that the clock shows twice, or skips, in a night in which it is changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum AmbiguousTime {
    /// An error.
    #[default]
    Refuse,
    /// The earlier of the two. A skipped time is shifted back by the change.
    Earlier,
    /// The later of the two. A skipped time is shifted forward by the change.
    Later,
    /// By the order of the rows: the earlier, but the later where the row before is not before that. A skipped time is
    /// shifted forward.
    #[doc(alias = "infer")]
    InOrder,
}

/// What happens to a candle that contradicts itself: a close above its high, a volume below 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inconsistent {
    /// It is an error.
    #[default]
    Refuse,
    /// The candle is left out.
    SkipRow,
    /// The candle is kept as it is.
    KeepRow,
}

/// How candles are read; carried by [`CsvOptions`](crate::CsvOptions), and used by those who know candles.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CandleRules {
    pub(crate) inconsistent: Inconsistent,
    /// Relative to the price.
    pub(crate) tolerance: f64,
    pub(crate) no_volume: bool,
}

impl Default for CandleRules {
    fn default() -> Self {
        CandleRules { inconsistent: Inconsistent::Refuse, tolerance: 1e-9, no_volume: false }
    }
}
