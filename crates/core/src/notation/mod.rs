//! The texts that say what happens to axes: the equations of `einsum` and the patterns of `rearrange`.
//!
//! **Owns** how they are read, what can be wrong with them, and the order in which an equation multiplies its operands. **Does not know**
//! tensors: it works on sizes alone, and an equation also while compiling.

pub mod contraction;
pub mod equation;
pub mod pattern;
