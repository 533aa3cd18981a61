//! A matrix has axes 0 and 1, not 2.
//! Mended by `slice::<1, 0, 12>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.slice::<2, 0, 12>(); // <- here
}

fn main() {}
