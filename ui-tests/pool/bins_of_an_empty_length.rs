//! A length of 0 cannot be divided into bins.
//! Mended by a length of at least 1.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<7>, Dim<0>)>) {
    x.adaptive_max_pool1d::<4>(); // <- here
}

fn main() {}
