//! Run-time errors for the operands of an operation.
//!
//! **Owns** the errors of this crate and their messages. **Does not know** the operations that return them: this module imports no other module.

mod message;
mod notation;
mod shape;

pub use message::or_panic;
pub use notation::{EquationMistake, EquationPart, PatternMistake};
pub use shape::{Result, ShapeError};
