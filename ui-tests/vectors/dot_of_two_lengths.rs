//! A vector of 5 and one of 6 have no inner product.
//! Mended by two vectors of one length.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>, y: Tensor<(Dim<6>,)>) {
    x.dot(&y); // <- here
}

fn main() {}
