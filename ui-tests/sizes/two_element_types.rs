//! A tensor of `f32` and one of `f64` are combined.
//! Mended by the same element type in both.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>, y: Tensor<(Dim<5>,), f64>) {
    x.maximum(&y); // <- here
}

fn main() {}
