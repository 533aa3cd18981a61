//! Axis -1 and axis 1 of a matrix are the same axis.
//! Mended by `transpose::<-1, -2>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<32>, Dim<24>)>) {
    x.transpose::<-1, 1>(); // <- here
}

fn main() {}
