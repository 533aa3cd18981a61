//! What can prevent another time axis.

use jiff::civil::DateTime;

use crate::data::DataError;

/// Why a series cannot be filled, resampled or aligned.
#[derive(thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum TimeAxisError {
    /// A mistake that any data can have: a column that is missing, a name given twice.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Gaps were to be filled but no frequency explains most steps.
    #[error("series \"{series}\": no frequency explains most steps; name one with `fill_gaps_at(&frequency, method)`")]
    NoFrequency { series: String },
    /// The rows to add do not fit into memory.
    #[error("series \"{series}\": {missing} rows are missing, more than fit into memory; name a coarser frequency")]
    TooManyMissing { series: String, missing: usize },
    /// Nothing says how the rows of a bin become one.
    #[error(
        "series \"{series}\": no column is aggregated; name them with .column(\"…\", Aggregation::Mean), or use .all_columns(…)"
    )]
    NoAggregation { series: String },
    /// The edge of a bin is not in the calendar.
    #[error(
        "series \"{series}\": the bin of {time} has no {edge} edge in the years -9999 to 9999; label it at the other edge"
    )]
    OutsideCalendar { series: String, time: DateTime, edge: &'static str },
    /// There is nothing to align.
    #[error("align: there is no series; give at least one")]
    NoSeries,
    /// No time is common to all series.
    #[error(
        "align: no time is common to all {} series: {}; check their zones and their time of day, or use AlignJoin::Overlap",
        ranges.len(),
        ranges.join(", ")
    )]
    NoCommonTime { ranges: Vec<String> },
    /// A series without a row from which values could be filled.
    #[error(
        "align: the series \"{series}\" has no value {side} {time}, so there is nothing to fill it from; use AlignJoin::Overlap, which keeps the times that all series cover"
    )]
    NotCovered { series: String, time: DateTime, side: &'static str },
}

debug_is_message! { TimeAxisError }
