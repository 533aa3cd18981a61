//! The run-time tensor and its autodiff. Compiled once: nothing here is generic over a shape.
//!
//! **Owns** storage, strides and views, the graph, gradients, and every operation with its backward. **Does not know** shapes
//! as types, layers, or where a number came from. It may use `kernels` and nothing else of this crate.
//!
//! Every operation checks its sizes and returns `Result`: the typed face in `tensor/` has proved them and unwraps, the
//! run-time face hands the error on.

pub(crate) mod along;
pub(crate) mod array;
pub(crate) mod boxed;
mod buffer;
pub(crate) mod contraction;
mod create;
pub(crate) mod element;
pub(crate) mod equation;
pub(crate) mod error;
pub(crate) mod gradcheck;
pub(crate) mod gradients;
pub(crate) mod graph;
pub(crate) mod layout;
pub(crate) mod ops;
pub(crate) mod pattern;
pub(crate) mod pointwise;
pub(crate) mod pool;
mod scratch;
