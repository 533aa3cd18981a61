//! The range 12..6 runs backwards.
//! Mended by `slice::<-1, 6, 12>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.slice::<-1, 12, 6>(); // <- here
}

fn main() {}
