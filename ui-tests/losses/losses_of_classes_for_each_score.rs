//! Unreduced cross-entropy returns one loss per item, not one per score.
//! Mended by `Tensor<(Batch,)>`.
use timeseriesml::{Batch, CrossEntropyLoss, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<3>)>, moves: Tensor<(Batch,), i64>) {
    let each = CrossEntropyLoss::new().unreduced(scores, moves).unwrap();
    let _: Tensor<(Batch, Dim<3>)> = each; // <- here
}

fn main() {}
