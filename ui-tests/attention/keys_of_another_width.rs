//! Keys of 5 features, for a layer whose keys have 7.
//! Mended by `MultiHeadAttention<64, 4, 5, 7>`.
use timeseriesml::{Batch, Dim, MultiHeadAttention, Tensor};

fn run(layer: MultiHeadAttention<64, 4, 7, 7>, x: Tensor<(Batch, Dim<96>, Dim<64>)>, keys: Tensor<(Batch, Dim<24>, Dim<5>)>, values: Tensor<(Batch, Dim<24>, Dim<7>)>) {
    layer.attend(x, keys, values); // <- here
}

fn main() {}
