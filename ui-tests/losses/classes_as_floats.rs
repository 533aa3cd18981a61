//! Class indices must be integers, not floats.
//! Mended by `moves.cast::<i64>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<3>)>, moves: Tensor<(Batch,)>) {
    scores.cross_entropy(&moves, 0.0, None); // <- here
}

fn main() {}
