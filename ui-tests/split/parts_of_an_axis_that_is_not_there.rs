//! A matrix has axes 0 and 1, or -1 and -2.
//! Mended by `split::<-2, 3>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.split::<-3, 3>(); // <- here
}

fn main() {}
