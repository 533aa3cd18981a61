//! Logical operations need booleans, not floats.
//! Mended by `x.gt(0.0).logical_and(..)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>, y: Tensor<(Dim<5>,)>) {
    x.logical_and(&y); // <- here
}

fn main() {}
