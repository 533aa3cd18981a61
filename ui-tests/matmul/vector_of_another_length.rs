//! A matrix with 8 columns is multiplied by a vector of 9.
//! Mended by a vector of 8.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<4>, Dim<8>)>, y: Tensor<(Dim<9>,)>) {
    x.matmul(&y); // <- here
}

fn main() {}
