//! With a padding of 2, a window of 3 could contain only padding.
//! Mended by a padding of at most 1.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<7>, Dim<96>)>) {
    x.max_pool1d::<3, 1, 2>(); // <- here
}

fn main() {}
