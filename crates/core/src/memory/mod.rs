//! Recycled memory: after the first steps, training allocates nothing.
//!
//! **Owns** the pool of blocks, the reference-counted handles to them (`buffer` for elements, `node` for operations of the graph), the recycled boxes
//! of layouts, the working memory of each thread, and all unsafe code of the crate.
//! **Does not know** tensors, or what an operation does: `node` counts the handles to a `Backward` but calls none of its methods.

pub(crate) mod boxed;
pub(crate) mod buffer;
pub(crate) mod node;
pub mod pool;
pub(crate) mod scratch;
