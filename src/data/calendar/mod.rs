//! The calendar of a time axis: its frequency, the times that follow, and the gaps.
//!
//! A [`Frequency`] is found from times or named as in pandas. It is a grid of dates (`grid.rs`), a count of grid points
//! per step and, where local days differ from days of UTC, a zone.

mod bins;
mod error;
mod find;
mod frequency;
mod gaps;
mod grid;
mod name;
mod next_times;

pub(crate) use bins::Bins;
pub use error::FrequencyError;
pub use frequency::Frequency;
pub use gaps::Gap;
pub(crate) use gaps::gap_rows;
pub use next_times::next_times;
