//! `scalar` makes a tensor without axes, but a vector is annotated.
//! Mended by `Tensor::full(2.0)`.
use timeseriesml::{Dim, Tensor};

fn run() -> Tensor<(Dim<5>,)> {
    Tensor::scalar(2.0) // <- here
}

fn main() {}
