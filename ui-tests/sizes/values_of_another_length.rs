//! Five values are given for an axis of four.
//! Mended by `Tensor<(Dim<5>,)>`.
use timeseriesml::{Dim, Tensor};

fn run() -> Tensor<(Dim<4>,)> {
    Tensor::from([1.0, 2.0, 3.0, 4.0, 5.0]) // <- here
}

fn main() {}
