//! Kernels: slices in, slices out. They know no tensor, no graph and no type-level size.
//!
//! A crate of its own, which cargo compiles once. **Not an interface**: what is `pub` here is for `timeseriesml` and changes without notice.
//!
//! What holds for every function here:
//! * Lengths and strides are checked once per call, without overflow, and a wrong one panics. No arguments make a safe function read or
//!   write outside its slices: what trusts its caller is not `pub`, or it is `unsafe`.
//! * Outputs may be cut over threads, reductions only if their size says so: the bits do not depend on the number of
//!   threads. They may differ between instruction sets, since not all have fused multiply-add.
//! * A steady state allocates nothing: scratch memory is per thread, grows, and is kept.
//! * NaN and infinities propagate as in IEEE 754. No term is skipped because a factor is zero.
//! * Only `crew` starts threads, and only `simd` asks which processor this is.

#![allow(unsafe_code, reason = "here and in three files of `core`, and nowhere else")]
#![allow(missing_docs, reason = "not an interface")]

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
