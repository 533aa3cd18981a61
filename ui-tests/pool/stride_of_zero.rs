//! A stride of 0 does not move the window.
//! Mended by a stride of at least 1.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<7>, Dim<96>)>) {
    x.avg_pool1d::<4, 0, 0>(); // <- here
}

fn main() {}
