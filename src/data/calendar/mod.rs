//! The calendar of a time axis: its frequency, its gaps, and the times that follow its end.
//!
//! A [`Frequency`] is found from times, or named as in pandas. It is a fixed step, or every n-th date of a grid of dates
//! (`grid.rs`). With a zone, it follows local time.

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
