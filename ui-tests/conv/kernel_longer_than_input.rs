//! A kernel of 7 is longer than a signal of 6.
//! Mended by a padding of 1, or a kernel of at most 6.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(conv: Conv1d<5, 16, 7>, x: Tensor<(Batch, Dim<5>, Dim<6>)>) {
    conv.forward(x); // <- here
}

fn main() {}
