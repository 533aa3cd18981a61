//! The scores are 96 by 96 steps, the mask 95 by 96.
//! Mended by a mask of `(Dim<96>, Dim<96>)`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(scores: Tensor<(Batch, Dim<4>, Dim<96>, Dim<96>)>, mask: Tensor<(Dim<95>, Dim<96>)>) {
    let _ = scores + mask; // <- here
}

fn main() {}
