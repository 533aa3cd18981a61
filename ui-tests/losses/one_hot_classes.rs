//! A class is one index, not a one-hot row.
//! Mended by `moves.argmax::<-1>()`.
use timeseriesml::{Batch, CrossEntropyLoss, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<3>)>, moves: Tensor<(Batch, Dim<3>), i64>) {
    let _ = CrossEntropyLoss::new().unreduced(scores, moves); // <- here
}

fn main() {}
