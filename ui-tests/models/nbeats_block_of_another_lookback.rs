//! The block takes windows of 96 steps, but these have 100.
//! Mended by `NBeatsBlock<100, 24, 64>`.
use timeseriesml::{Batch, Dim, Tensor, models::NBeatsBlock};

fn run(block: NBeatsBlock<96, 24, 64>, x: Tensor<(Batch, Dim<100>)>) {
    block.forward(x); // <- here
}

fn main() {}
