//! A tensor of integers is multiplied by a float.
//! Mended by `counts.cast::<f32>() * 0.5`.
use timeseriesml::{Dim, Tensor};

fn run(counts: Tensor<(Dim<5>,), i64>) {
    let _ = counts * 0.5; // <- here
}

fn main() {}
