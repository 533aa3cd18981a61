//! The last axis has the 7 features, not the 96 steps.
//! Mended by `x.transpose::<-1, -2>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    x.avg_pool1d::<12, 12, 0>(); // <- here
}

fn main() {}
