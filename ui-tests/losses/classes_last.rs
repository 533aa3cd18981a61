//! The classes must be on the second axis, but they are on the last one.
//! Mended by `scores.transpose::<-1, -2>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<24>, Dim<3>)>, moves: Tensor<(Batch, Dim<24>), i64>) {
    scores.cross_entropy(&moves, 0.0, None); // <- here
}

fn main() {}
