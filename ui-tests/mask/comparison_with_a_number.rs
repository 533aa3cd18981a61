//! A tensor of floats is compared with an integer.
//! Mended by `x.gt(0.0)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>) {
    x.gt(0); // <- here
}

fn main() {}
