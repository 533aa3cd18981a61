//! The first layer returns 16 channels, the second takes 5.
//! Mended by `Conv1d<16, 32, 3>`.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(first: Conv1d<5, 16, 3>, second: Conv1d<5, 32, 3>, x: Tensor<(Batch, Dim<5>, Dim<96>)>) {
    second.forward(first.forward(x)); // <- here
}

fn main() {}
