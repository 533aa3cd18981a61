//! Changes the time axis of series: fills gaps, resamples to coarser bins, aligns several series.

mod align;
mod error;
mod fill_gaps;
mod resample;

pub use align::{AlignJoin, Aligned, align};
pub use error::TimeAxisError;
pub use resample::{Aggregation, BinEdge, ResampleBuilder};
