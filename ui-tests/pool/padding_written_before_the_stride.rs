//! The parameters are kernel, stride, padding; here padding and stride are swapped, so the stride is 0.
//! Mended by `max_pool1d::<2, 2, 0>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<7>, Dim<96>)>) {
    x.try_max_pool1d::<2, 0, 2>().unwrap(); // <- here
}

fn main() {}
