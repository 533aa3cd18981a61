//! The notations of `einsum` (equations) and `rearrange` (patterns).
//!
//! **Owns** how both are parsed, how they are checked against sizes, and the order in which an equation multiplies its operands. **Does not
//! know** about tensors: it only uses sizes, and can parse an equation at compile time.

pub mod contraction;
pub mod equation;
pub mod pattern;
