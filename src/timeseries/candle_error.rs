//! What can be wrong with candles: what can be wrong with any data, and prices that contradict each other.

use crate::data::{DataError, DataLocation, TimeAxisError};

/// A mistake in candles, with the place where it was found. Numbers of a file are given as the file has them.
#[derive(thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum CandleError {
    /// A mistake that any data can have: a missing file, a cell that is no number, rows that are not sorted.
    #[error(transparent)]
    Data(#[from] DataError),
    /// What can prevent another time axis.
    #[error(transparent)]
    TimeAxis(#[from] TimeAxisError),
    /// A candle's high is below its low.
    #[error("{at}: high {high} is below low {low}; {}", remedy(at, false))]
    HighBelowLow { at: DataLocation, high: String, low: String },
    /// A candle's open or close is above its high.
    #[error("{at}: {column} {value} is above high {high}; {}", remedy(at, *nearly))]
    AboveHigh { at: DataLocation, column: &'static str, value: String, high: String, nearly: bool },
    /// A candle's open or close is below its low.
    #[error("{at}: {column} {value} is below low {low}; {}", remedy(at, *nearly))]
    BelowLow { at: DataLocation, column: &'static str, value: String, low: String, nearly: bool },
    /// A candle's volume is below zero.
    #[error("{at}: volume {volume} is below 0; {}", remedy(at, false))]
    NegativeVolume { at: DataLocation, volume: String },
}

debug_is_message! { CandleError }

/// The reader of a file can leave such candles out, and widen those that are nearly right.
fn remedy(at: &DataLocation, nearly: bool) -> &'static str {
    match at {
        DataLocation::Row { .. } | DataLocation::TableRow { .. } => "correct or remove the candle",
        DataLocation::Line { .. } if nearly => {
            "if the prices are rounded, allow it with `CsvOptions::new().price_tolerance(0.01)`, which widens the candle"
        }
        DataLocation::Line { .. } => {
            "leave such candles out with `CsvOptions::new().inconsistent(Inconsistent::SkipRow)`, or keep them with `KeepRow`"
        }
    }
}
