//! The second layer of a chain has another width than the first.
//! Mended by the same width in both layers.
use timeseriesml::{Batch, Dim, Forward, Linear, Tensor, nn::TransformerEncoderLayer};

type Chain = (Linear<7, 64>, TransformerEncoderLayer<64, 4, 256>, TransformerEncoderLayer<32, 4, 128>);

fn run(chain: Chain, x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    chain.forward(x); // <- here
}

fn main() {}
