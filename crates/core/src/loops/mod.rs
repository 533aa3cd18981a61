//! The loops of operations over whole tensors: element by element, or row by row along axes.
//!
//! **Owns** the rule of broadcasting, the layout of a result, and whether an operand is copied or read by its strides. **Does not know** which
//! function it applies, or how that is recorded: both are up to the operation.

pub mod along;
pub mod pointwise;
