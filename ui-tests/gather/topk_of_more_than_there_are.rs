//! The axis has 5 elements, so it has no 6 largest.
//! Mended by `topk::<-1, 5>(true)`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<5>)>) {
    scores.topk::<-1, 6>(true); // <- here
}

fn main() {}
