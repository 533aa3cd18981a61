//! A tensor of `f32` and one of `f64` do not mix.
//! Mended by one element type.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>, y: Tensor<(Dim<5>,), f64>) {
    x.maximum(&y); // <- here
}

fn main() {}
