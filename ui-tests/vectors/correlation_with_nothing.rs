//! A vector of 0 elements cannot be correlated with another.
//! Mended by a vector of at least 1 element.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>,)>, y: Tensor<(Dim<0>,)>) {
    x.cross_correlate_full(&y); // <- here
}

fn main() {}
