//! A tensor of `f32` is added to a tensor of `f64`; there are no implicit conversions.
//! Mended by `x + y.cast::<f32>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>, y: Tensor<(Dim<5>,), f64>) {
    let _ = x + y; // <- here
}

fn main() {}
