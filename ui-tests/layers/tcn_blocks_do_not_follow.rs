//! The first block returns 16 channels, but the second takes 32.
//! Mended by `TcnBlock<16, 64, 3, 2>`.
use timeseriesml::{Batch, Dim, Forward, Tensor, models::TcnBlock};

fn run(blocks: (TcnBlock<5, 16, 3, 1>, TcnBlock<32, 64, 3, 2>), x: Tensor<(Batch, Dim<5>, Dim<96>)>) {
    blocks.forward(x); // <- here
}

fn main() {}
