//! One file per operation: what it computes, what it saves, what flows back, and the checks of all three.
//!
//! To add one: a file here with the operation's function, the struct of what it saves, `impl Backward` and the four tests
//! of `audit.rs`; a line below; a method in `tensor/`. A scalar formula is a row in `unary.rs` or `binary.rs`.

pub(crate) mod attention;
pub(crate) mod binary;
pub(crate) mod concat;
pub(crate) mod conv1d;
pub(crate) mod diagonal;
pub(crate) mod dropout;
pub(crate) mod einsum;
pub(crate) mod expand;
pub(crate) mod layer_norm;
pub(crate) mod linear;
pub(crate) mod matmul;
pub(crate) mod mse;
pub(crate) mod narrow;
pub(crate) mod permute;
pub(crate) mod rearrange;
pub(crate) mod reshape;
pub(crate) mod softmax;
pub(crate) mod squeeze;
pub(crate) mod sum;
pub(crate) mod unary;

#[cfg(test)]
pub(crate) mod audit;
