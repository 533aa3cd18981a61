//! The axis has 24 steps, so the range 20..30 goes beyond its end.
//! Mended by `slice::<-1, 20, 24>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.slice::<-1, 20, 30>(); // <- here
}

fn main() {}
