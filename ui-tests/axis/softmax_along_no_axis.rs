//! A matrix has axes 0 and 1, not 2.
//! Mended by `softmax::<1>()` or `softmax::<-1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<24>)>) {
    scores.softmax::<2>(); // <- here
}

fn main() {}
