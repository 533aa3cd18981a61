//! One file per operation: what it computes, what it saves, what flows back, and the checks of all three.
//!
//! To add one: a file here with the operation's function, the struct of what it saves, `impl Backward` and the four tests
//! of `audit.rs`; a line below; a method in `tensor/`. A scalar formula is a row in `unary.rs` or `binary.rs`.

pub(crate) mod argmax;
pub(crate) mod attention;
pub(crate) mod binary;
pub(crate) mod cast;
pub(crate) mod compare;
pub(crate) mod concat;
pub(crate) mod conv1d;
pub(crate) mod conv1d_grouped;
pub(crate) mod conv_transpose1d;
pub(crate) mod cumulative;
pub(crate) mod custom;
pub(crate) mod diagonal;
pub(crate) mod diff;
pub(crate) mod dropout;
pub(crate) mod einsum;
pub(crate) mod expand;
pub(crate) mod gather;
pub(crate) mod index_select;
pub(crate) mod layer_norm;
pub(crate) mod linear;
pub(crate) mod masked;
pub(crate) mod matmul;
pub(crate) mod mse;
pub(crate) mod narrow;
pub(crate) mod pad;
pub(crate) mod permute;
pub(crate) mod pool1d;
pub(crate) mod rearrange;
pub(crate) mod reductions;
pub(crate) mod reorder;
pub(crate) mod reshape;
pub(crate) mod scatter;
pub(crate) mod softmax;
pub(crate) mod sort;
pub(crate) mod squeeze;
pub(crate) mod sum;
pub(crate) mod triangle;
pub(crate) mod unary;
pub(crate) mod unfold;
pub(crate) mod vectors;
pub(crate) mod where_;

#[cfg(test)]
pub(crate) mod audit;
