//! A kernel of 4 with a padding of 2 gives 97 steps, but 96 are annotated.
//! Mended by a kernel of 5, or `CausalConv1d`, which keeps every length.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(conv: Conv1d<5, 16, 4, 1, 2>, x: Tensor<(Batch, Dim<5>, Dim<96>)>) -> Tensor<(Batch, Dim<16>, Dim<96>)> {
    conv.forward(x) // <- here
}

fn main() {}
