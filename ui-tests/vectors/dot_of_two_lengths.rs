//! The inner product needs vectors of the same length, but these have 5 and 6 elements.
//! Mended by two vectors of the same length.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>, y: Tensor<(Dim<6>,)>) {
    x.dot(&y); // <- here
}

fn main() {}
