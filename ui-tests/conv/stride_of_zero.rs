//! A stride of 0 does not move the window.
//! Mended by a stride of at least 1.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(conv: Conv1d<5, 16, 7, 0>, x: Tensor<(Batch, Dim<5>, Dim<100>)>) {
    conv.forward(x); // <- here
}

fn main() {}
