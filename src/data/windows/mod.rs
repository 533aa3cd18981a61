//! Windows over a series or over many, their sizes part of their type, and the split by time that fits the scaler.
//!
//! A window is `LOOKBACK` rows of `FEATURES` columns and the `HORIZON` values of the target columns that follow, or the last of them.
//! All are rows of one series, without a gap in time unless `cross_gaps(true)` allows it. Parts are cut by time. No target is in two parts, and no window
//! crosses a cut, except with `context(true)`, which lets the lookback of a later part read rows before its cut. The scaler is fitted on the training rows
//! alone. Values stay in the columns of the series, and are scaled when a batch is written.

mod batch;
mod builder;
mod cut;
mod dataset;
mod error;
mod fit_by;
mod gaps;
mod of_series;
mod part;
mod places;
mod rows;
mod scale_by;
mod split;
mod weights;
#[cfg(test)]
mod windows_test;

pub use builder::WindowDatasetBuilder;
#[doc(hidden)]
pub use dataset::SizesAreMissing;
pub use dataset::WindowDataset;
pub use error::WindowError;
pub use part::{PerTarget, WindowPart};
pub use split::{CutInParts, InParts};
