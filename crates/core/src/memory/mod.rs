//! Memory that is used again: nothing that a steady training step needs is allocated anew.
//!
//! **Owns** the pool of blocks and the counted handles to them (shared elements in `buffer`, operations of the graph in `node`), the layouts
//! and the working memory of each thread that are kept between uses, and with them every `unsafe` block of the crate.
//! **Does not know** tensors, or what an operation does: `node` counts the handles to a `Backward` and calls none of its methods.

pub(crate) mod boxed;
pub(crate) mod buffer;
pub(crate) mod node;
pub mod pool;
pub(crate) mod scratch;
