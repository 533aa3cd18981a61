//! A kernel cannot have 0 taps.
//! Mended by a kernel of at least 1.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(conv: Conv1d<5, 16, 0>, x: Tensor<(Batch, Dim<5>, Dim<100>)>) {
    conv.forward(x); // <- here
}

fn main() {}
