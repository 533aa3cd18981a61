//! A kernel of 3 with a stride of 2 takes 47 positions on 96 steps, not 48.
//! Mended by a padding of 1.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(conv: Conv1d<5, 16, 3, 2>, x: Tensor<(Batch, Dim<5>, Dim<96>)>) -> Tensor<(Batch, Dim<16>, Dim<48>)> {
    conv.forward(x) // <- here
}

fn main() {}
