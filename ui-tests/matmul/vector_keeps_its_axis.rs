//! A matrix of 4 rows times a vector is a vector of 4, without a second axis.
//! Mended by `Tensor<(Dim<4>,)>`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<4>, Dim<8>)>, y: Tensor<(Dim<8>,)>) -> Tensor<(Dim<4>, Dim<1>)> {
    x.matmul(&y) // <- here
}

fn main() {}
