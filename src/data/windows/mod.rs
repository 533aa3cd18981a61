//! Windows over a series or panel, with their sizes in the type; and the split by time, which fits the scaler.
//!
//! A window is `LOOKBACK` rows of `FEATURES` columns, followed by the `HORIZON` values of the target columns, or only the last of these
//! values. The rows of a window belong to one series and have no gap in time, unless `cross_gaps(true)` allows gaps. Parts are cut by time,
//! and no target is in two parts. No window crosses a cut, except with `context(true)`: then the lookback in a later part may use rows before
//! the cut. The scaler is fitted only on the training rows. Values stay in the columns of the series and are scaled when a batch is written.

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
