//! The data is `(.., time, features)`, but convolutions take `(.., channels, length)`.
//! Mended by `x.transpose::<-1, -2>()`.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(conv: Conv1d<5, 16, 7>, x: Tensor<(Batch, Dim<100>, Dim<5>)>) {
    conv.forward(x); // <- here
}

fn main() {}
