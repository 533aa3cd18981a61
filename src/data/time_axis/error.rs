//! Errors of filling, resampling and aligning series.

use jiff::civil::DateTime;

use crate::data::DataError;

/// Why a series cannot be filled, resampled or aligned.
#[derive(thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum TimeAxisError {
    /// A general data error, such as a missing column or a repeated name.
    #[error(transparent)]
    Data(#[from] DataError),
    /// Gaps cannot be found because no frequency explains most steps.
    #[error("series \"{series}\": the frequency cannot be inferred; give one with `fill_gaps_at(&frequency, method)`")]
    NoFrequency { series: String },
    /// The rows to add do not fit into memory.
    #[error("series \"{series}\": {missing} rows are missing, more than fit into memory; give a coarser frequency")]
    TooManyMissing { series: String, missing: usize },
    /// No column has an aggregation to compute.
    #[error(
        "series \"{series}\": no column is aggregated; choose some with `.column(\"…\", Aggregation::Mean)`, or use `.all_columns(…)`"
    )]
    NoAggregation { series: String },
    /// The edge of a bin is outside the range of dates.
    #[error(
        "series \"{series}\": the bin of {time} has no {edge} edge in the years -9999 to 9999; label it at the other edge"
    )]
    OutsideCalendar { series: String, time: DateTime, edge: &'static str },
    /// No series was given.
    #[error("align: there is no series; give at least one")]
    NoSeries,
    /// No time is common to all series.
    #[error(
        "align: no time is common to all {} series: {}; check their zones and times of day, or use `AlignJoin::Overlap`",
        ranges.len(),
        ranges.join(", ")
    )]
    NoCommonTime { ranges: Vec<String> },
    /// A series has no row from which to fill a value.
    #[error(
        "align: the series \"{series}\" has no value {side} {time} to fill from; use `AlignJoin::Overlap`, which keeps the times that all series cover"
    )]
    NotCovered { series: String, time: DateTime, side: &'static str },
}

debug_is_message! { TimeAxisError }
