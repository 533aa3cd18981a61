//! The layer takes keys and values of other widths than the queries, so it cannot be used for self-attention.
//! Mended by `MultiHeadAttention<64, 4>`.
use timeseriesml::{Batch, Dim, MultiHeadAttention, Tensor};

fn run(layer: MultiHeadAttention<64, 4, 7, 7>, x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    layer.forward(x); // <- here
}

fn main() {}
