//! Automatic differentiation: operations are recorded while they run, and a walk over the record computes gradients.
//!
//! **Owns** the `Backward` trait, whether a thread records or searches for NaN, the walk, its result, and the comparison of gradients with
//! finite differences. **Does not know** which operations exist (only `gradcheck` uses two), or what gradients are used for.

pub mod anomaly;
pub mod gradcheck;
pub mod gradients;
pub mod graph;
pub mod recording;
mod table;
pub mod walk;
