//! A matrix has the axes 0 and 1.
//! Mended by `cumsum::<1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>)>) {
    x.cumsum::<2>(); // <- here
}

fn main() {}
