//! A window cannot have 0 steps.
//! Mended by a window of at least 1.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<7>, Dim<96>)>) {
    x.avg_pool1d::<0, 1, 0>(); // <- here
}

fn main() {}
