//! The loss of a batch is one number, but one per item is annotated.
//! Mended by `CrossEntropyLoss::new().unreduced(scores, classes)`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<3>)>, classes: Tensor<(Batch,), i64>) {
    let loss: Tensor<(Batch,)> = scores.cross_entropy(&classes, 0.0, None); // <- here
}

fn main() {}
