//! The run-time tensor and its autodiff. Compiled once: nothing here is generic over a shape.
//!
//! **Owns** storage, strides and views, the graph, gradients, and every operation with its backward. **Does not know** shapes
//! as types, layers, or where a number came from. It uses `timeseriesml-kernels` and nothing else of the workspace.
//!
//! A crate of its own, so that cargo compiles it once and not with every change of a shape. **Not an interface**: what is `pub` here is
//! for `timeseriesml`, which shows what users need, and changes without notice.
//!
//! Every operation checks its sizes and returns `Result`: the typed face in `tensor/` has proved them and unwraps, the
//! run-time face hands the error on.

#![allow(missing_docs, reason = "not an interface")]

pub mod array;
pub mod autodiff;
mod create;
pub mod element;
pub mod error;
pub mod layout;
pub mod loops;
pub mod memory;
pub mod notation;
pub mod ops;
