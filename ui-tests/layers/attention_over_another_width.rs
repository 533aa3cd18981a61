//! The layer takes 64 features, but the tensor has 32.
//! Mended by the same width in both.
use timeseriesml::{Batch, Dim, MultiHeadAttention, Tensor};

fn run(attention: MultiHeadAttention<64, 4>, x: Tensor<(Batch, Dim<96>, Dim<32>)>) {
    attention.forward(x); // <- here
}

fn main() {}
