//! What can be wrong with candles: what can be wrong with any data, and prices that contradict each other.

use crate::data::{DataError, DataLocation, TimeAxisError};

/// A mistake in candles, with the place where it was found.
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
    #[error("{at}: high {high} is below low {low}; correct or remove the candle")]
    HighBelowLow { at: DataLocation, high: f64, low: f64 },
    /// A candle's open or close is above its high.
    #[error("{at}: {column} {value} is above high {high}; correct or remove the candle")]
    AboveHigh { at: DataLocation, column: &'static str, value: f64, high: f64 },
    /// A candle's open or close is below its low.
    #[error("{at}: {column} {value} is below low {low}; correct or remove the candle")]
    BelowLow { at: DataLocation, column: &'static str, value: f64, low: f64 },
    /// A candle's volume is below zero.
    #[error("{at}: volume {volume} is below 0; correct or remove the candle")]
    NegativeVolume { at: DataLocation, volume: f64 },
}

debug_is_message! { CandleError }
