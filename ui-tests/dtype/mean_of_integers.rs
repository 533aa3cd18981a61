//! The mean of integers is not an integer, so it needs floats.
//! Mended by `counts.cast::<f32>().mean::<-1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(counts: Tensor<(Batch, Dim<24>), i64>) {
    counts.mean::<-1>(); // <- here
}

fn main() {}
