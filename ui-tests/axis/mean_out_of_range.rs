//! A matrix has axes 0 and 1, not 2.
//! Mended by `mean::<1>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<32>, Dim<24>)>) {
    x.mean::<2>(); // <- here
}

fn main() {}
