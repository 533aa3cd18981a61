//! `argmax` returns integer indices, but floats are annotated.
//! Mended by `Tensor<(Batch,), i64>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<3>)>) -> Tensor<(Batch,)> {
    scores.argmax::<-1>() // <- here
}

fn main() {}
