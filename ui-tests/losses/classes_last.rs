//! The scores of a step are last, but the classes are the second axis.
//! Mended by `scores.transpose::<-1, -2>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<24>, Dim<3>)>, moves: Tensor<(Batch, Dim<24>), i64>) {
    scores.cross_entropy(&moves, 0.0, None); // <- here
}

fn main() {}
