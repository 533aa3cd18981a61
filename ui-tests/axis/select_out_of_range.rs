//! A matrix has axes -1 and -2, not -3.
//! Mended by `select::<-2>(0)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<32>, Dim<24>)>) {
    x.select::<-3>(0); // <- here
}

fn main() {}
