//! A length cannot be divided into 0 bins.
//! Mended by at least 1 bin.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<7>, Dim<96>)>) {
    x.adaptive_avg_pool1d::<0>(); // <- here
}

fn main() {}
