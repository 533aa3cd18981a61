//! A vector of no element meets no other.
//! Mended by a vector of at least 1 element.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>,)>, y: Tensor<(Dim<0>,)>) {
    x.cross_correlate_full(&y); // <- here
}

fn main() {}
