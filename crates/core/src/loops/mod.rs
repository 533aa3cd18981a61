//! The loops of operations over whole tensors: element by element, or row by row along axes.
//!
//! **Owns** the broadcasting rule, the layout of a result, and whether an operand is copied or read with its strides. **Does not know** which
//! function it applies, or how a result is recorded: the operation decides both.

pub mod along;
pub mod pointwise;
