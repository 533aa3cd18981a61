//! What can be wrong with the operands of an operation, found while the program runs.
//!
//! **Owns** the errors of this crate and their messages. **Does not know** the operations that return them: it imports no other file.

mod message;
mod notation;
mod shape;

pub use message::or_panic;
pub use notation::{EquationMistake, EquationPart, PatternMistake};
pub use shape::{Result, ShapeError};
