//! A window of 25 is longer than 24 steps.
//! Mended by a padding of 12, or a shorter window.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<7>, Dim<24>)>) {
    x.avg_pool1d::<25, 1, 0>(); // <- here
}

fn main() {}
