//! Series on another time axis: gaps filled, coarser bins, several series on common times.

mod align;
mod error;
mod fill_gaps;
mod kahan;
mod resample;

pub use align::{AlignJoin, Aligned, align};
pub use error::TimeAxisError;
pub use resample::{Aggregation, BinEdge, ResampleBuilder};

pub(crate) use kahan::mean;
