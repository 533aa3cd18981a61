//! Checks that the future does not leak into the past: into training, or into values computed for each row.
//!
//! Both checks run a function on a series and on copies with changed later values, and compare the bits of the results.

mod causality;
mod change;
mod check;
mod error;
mod seen;

pub use causality::causality_check;
pub use check::{LeakageCheck, leakage_check};
pub use error::LeakageError;
pub use seen::SeenByTraining;
