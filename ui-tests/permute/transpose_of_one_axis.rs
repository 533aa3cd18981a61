//! The last axis of a matrix and its axis 1 are the same.
//! Mended by `transpose::<-1, -2>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<32>, Dim<24>)>) {
    x.transpose::<-1, 1>(); // <- here
}

fn main() {}
