//! A matrix has axes 0 and 1, not 2.
//! Mended by `cumsum::<1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>)>) {
    x.cumsum::<2>(); // <- here
}

fn main() {}
