//! A matrix has axes 0 and 1, not 2.
//! Mended by `transpose::<0, 1>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<32>, Dim<24>)>) {
    x.transpose::<1, 2>(); // <- here
}

fn main() {}
