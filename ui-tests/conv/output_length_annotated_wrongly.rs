//! Without padding, a kernel of 3 shortens 96 steps to 94, but 96 are annotated.
//! Mended by `Dim<94>` in the result, or a padding of 1.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(conv: Conv1d<5, 16, 3>, x: Tensor<(Batch, Dim<5>, Dim<96>)>) -> Tensor<(Batch, Dim<16>, Dim<96>)> {
    conv.forward(x) // <- here
}

fn main() {}
