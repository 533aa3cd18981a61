//! Checks that the future does not reach the past: of what training sees, and of values that are computed row by row.
//!
//! Both run the user's own function on a series and on copies of it whose later values are changed, and compare the bits of what it returns.

mod causality;
mod change;
mod check;
mod error;
mod seen;

pub use causality::causality_check;
pub use check::{LeakageCheck, leakage_check};
pub use error::LeakageError;
pub use seen::SeenByTraining;
