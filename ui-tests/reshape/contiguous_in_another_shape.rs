//! `contiguous` moves elements in memory; it does not change the shape.
//! Mended by `transpose`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    let y: Tensor<(Batch, Dim<7>, Dim<96>)> = x.contiguous(); // <- here
}

fn main() {}
