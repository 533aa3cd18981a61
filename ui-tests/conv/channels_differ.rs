//! The layer takes 5 channels, the signal has 3.
//! Mended by `Conv1d<3, 16, 7>`.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(conv: Conv1d<5, 16, 7>, x: Tensor<(Batch, Dim<3>, Dim<100>)>) {
    conv.forward(x); // <- here
}

fn main() {}
