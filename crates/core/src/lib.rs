//! The run-time tensor and its autodiff. Nothing here is generic over a shape, so it is compiled once.
//!
//! **Owns** storage, strides and views, the graph, gradients, and every operation with its backward pass. **Does not know** shapes as types, layers,
//! or the source of the data. Of the workspace it uses only `timeseriesml-kernels`.
//!
//! This is a separate crate, so that cargo compiles it once and not with every change of a shape. **Not a public API**: its `pub` items are for
//! `timeseriesml`, which exports what users need; they change without notice.
//!
//! Every operation checks its sizes and returns `Result`. The typed API in `tensor/` unwraps it, since the types already guarantee the sizes; the
//! run-time API returns the error.

#![allow(missing_docs, reason = "not a public API")]

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
