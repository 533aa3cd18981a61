//! How an operation goes through the elements of whole tensors: one by one, or row by row.
//!
//! **Owns** which axes broadcast, the layout of the result, and when operands are copied or read by their strides. **Does not know** the
//! functions that it is given, or how they are recorded: that is the operation's part.

pub mod along;
pub mod pointwise;
