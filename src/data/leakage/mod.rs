//! Checks that the future affects neither training nor the values computed for earlier rows.
//!
//! Both checks run a function on a series and on copies with changed later values; the results must have the same bits.

mod causality;
mod change;
mod check;
mod error;
mod seen;

pub use causality::causality_check;
pub use check::{LeakageCheck, leakage_check};
pub use error::LeakageError;
pub use seen::SeenByTraining;
