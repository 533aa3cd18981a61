//! Five classes are annotated as an axis of four.
//! Mended by `one_hot::<4, f32>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch,), i64>) -> Tensor<(Batch, Dim<4>)> {
    x.one_hot::<5, f32>() // <- here
}

fn main() {}
