//! The norm takes 64 features on the last axis, but the last axis is time.
//! Mended by `transpose::<-1, -2>()`.
use timeseriesml::{Batch, Dim, LayerNorm, Tensor};

fn run(norm: LayerNorm<64>, x: Tensor<(Batch, Dim<64>, Dim<96>)>) {
    norm.forward(x); // <- here
}

fn main() {}
