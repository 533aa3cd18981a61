//! An integer is added to a tensor of floats.
//! Mended by `x + 1.0`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>) {
    let _ = x + 1; // <- here
}

fn main() {}
