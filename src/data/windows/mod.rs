//! Windows over a series, their sizes part of their type, and the split by time that fits the scaler.
//!
//! A window is `LOOKBACK` rows of `FEATURES` columns and the `HORIZON` values of the target columns that follow, or the last of them.
//! Parts are cut by time. No target is in two parts, and no window crosses a cut, except with `context(true)`, which lets the lookback of a
//! later part read rows before its cut. The scaler is fitted on the training rows alone.

mod batch;
mod builder;
mod dataset;
mod fit_by;
mod part;
mod rows;
mod split;
#[cfg(test)]
mod windows_test;

pub use builder::WindowDatasetBuilder;
#[doc(hidden)]
pub use dataset::SizesAreMissing;
pub use dataset::WindowDataset;
pub use part::{PerTarget, WindowPart};
pub use split::{CutInParts, InParts};
