//! How gradients come about: operations are recorded as they run, and walked backwards from a result.
//!
//! **Owns** what is recorded and when, the walk, its result, and the comparison of a gradient with finite differences. **Does not know**
//! which operations there are (only `gradcheck` uses some), or what a gradient is used for.

pub mod gradcheck;
pub mod gradients;
pub mod graph;
pub mod recording;
mod table;
pub mod walk;
