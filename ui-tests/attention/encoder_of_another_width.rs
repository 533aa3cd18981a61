//! An embedding of 32 features, and an encoder layer of 64.
//! Mended by `Linear<7, 64>`.
use timeseriesml::{Batch, Dim, Linear, Tensor, nn::TransformerEncoderLayer};

fn run(embed: Linear<7, 32>, layer: TransformerEncoderLayer<64, 4, 256>, x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    layer.forward(embed.forward(x)); // <- here
}

fn main() {}
