//! The block takes 5 channels, but the signal has 7.
//! Mended by `TcnBlock<7, 16, 3, 4>`.
use timeseriesml::{Batch, Dim, Tensor, models::TcnBlock};

fn run(block: TcnBlock<5, 16, 3, 4>, x: Tensor<(Batch, Dim<7>, Dim<96>)>) {
    block.forward(x); // <- here
}

fn main() {}
