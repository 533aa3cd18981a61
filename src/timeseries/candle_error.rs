//! Errors of candles: general data errors, and inconsistent prices.

use crate::data::{DataError, DataLocation, TimeAxisError};

/// A mistake in candles, with its location. Numbers from a file are quoted as written there.
#[derive(thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the fields are named after the words of the message above them")]
pub enum CandleError {
    /// A general data error, such as a missing file, a cell that is not a number or unsorted rows.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A failure to resample.
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

/// The remedy that the message suggests; for a file, the remedy is an option of the reader.
fn remedy(at: &DataLocation, nearly: bool) -> &'static str {
    match at {
        DataLocation::Row { .. } | DataLocation::TableRow { .. } => "correct or remove the candle",
        DataLocation::Line { .. } if nearly => {
            "if the prices are rounded, widen the candle with `CsvOptions::new().price_tolerance(0.01)`"
        }
        DataLocation::Line { .. } => {
            "skip such candles with `CsvOptions::new().inconsistent(Inconsistent::SkipRow)`, or keep them with `KeepRow`"
        }
    }
}
