//! A matrix has axes 0 and 1, not 2.
//! Mended by `max::<1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.max::<2>(); // <- here
}

fn main() {}
