//! `topk` returns a pair of values and indices, not the values alone.
//! Mended by `scores.topk::<-1, 3>(true).0`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<5>)>) -> Tensor<(Batch, Dim<3>)> {
    scores.topk::<-1, 3>(true) // <- here
}

fn main() {}
