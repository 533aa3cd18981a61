//! Kernels: slices in, slices out. They know no tensor, no graph and no type-level size.
//!
//! A crate of its own, which cargo compiles once. **Not an interface**: what is `pub` here is for `timeseriesml` and changes without notice.
//!
//! What holds for every function here:
//! * Callers own shapes: lengths and strides are asserted, never repaired, and rank-specific rules live above.
//! * Outputs may be cut over threads, reductions only where their sizes say: the bits do not depend on the number of
//!   threads. They may differ between instruction sets, which differ in fused multiplication.
//! * Nothing is allocated in steady state: scratch is per thread, grows and stays.
//! * NaN and infinities travel as IEEE 754 has it; nothing is skipped because a factor is zero.
//! * Only `crew` starts threads, and only `simd` asks which processor this is.

#![allow(unsafe_code, reason = "here and in three files of `core`, and nowhere else")]
#![allow(missing_docs, reason = "not an interface")]

pub mod attention;
pub mod conv1d;
pub mod copy;
mod crew;
pub mod depthwise;
pub mod elementwise;
pub mod gather;
pub mod lanes;
pub mod linear;
pub mod matmul;
mod nest;
pub mod normalize;
pub mod number;
pub mod parallel;
pub mod pooling;
pub mod random;
pub mod real;
pub mod reduce;
pub mod rows;
pub mod scratch;
pub mod simd;
pub mod softmax;
pub mod transcendental;
pub mod update;
