//! A comparison takes a tensor.
//! Mended by `x.gt(&Tensor::scalar(0.0))`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>) {
    x.gt(0.0); // <- here
}

fn main() {}
