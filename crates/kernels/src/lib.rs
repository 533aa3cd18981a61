//! Kernels: slices in, slices out. They know nothing of tensors, graphs or type-level sizes.
//!
//! This is a separate crate, so that cargo compiles it once. **Not a public API**: its `pub` items are for `timeseriesml` and change without notice.
//!
//! Rules for every function here:
//! * Lengths and strides are checked once per call, without overflow, and wrong ones cause a panic. No arguments make a safe function read or write
//!   outside its slices: a function that trusts its caller is private or `unsafe`.
//! * Outputs are split across threads. How a reduction is split depends only on its size, so the bits of a result do not depend on the
//!   number of threads. They may differ between instruction sets, since not all have fused multiply-add.
//! * In the steady state nothing is allocated: each thread keeps its scratch memory, which only grows.
//! * NaN and infinities propagate as in IEEE 754. No term is skipped because a factor is zero.
//! * Only `crew` starts threads, and only `simd` detects the processor.

#![allow(unsafe_code, reason = "here and in three files of `core`, and nowhere else")]
#![allow(missing_docs, reason = "not a public API")]

pub mod attention;
mod bands;
pub mod batch_norm;
mod compensated;
pub mod conv1d;
pub mod copy;
mod crew;
pub mod cross_entropy;
pub mod depthwise;
pub mod elementwise;
pub mod gather;
mod lanes;
pub mod linear;
pub mod lstm;
pub mod matmul;
pub mod moments;
mod nest;
pub mod normalize;
pub mod number;
pub mod parallel;
pub mod pinball;
pub mod pooling;
pub mod random;
pub mod real;
pub mod reduce;
pub mod rows;
mod scratch;
mod simd;
mod sizes;
pub mod softmax;
pub mod transcendental;
pub mod update;
