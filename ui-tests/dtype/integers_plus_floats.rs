//! A tensor of integers is added to a tensor of floats; there are no implicit conversions.
//! Mended by `counts.cast::<f32>() + x`.
use timeseriesml::{Dim, Tensor};

fn run(counts: Tensor<(Dim<5>,), i64>, x: Tensor<(Dim<5>,)>) {
    let _ = counts + x; // <- here
}

fn main() {}
