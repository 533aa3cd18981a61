//! A number is of the element type of its tensor.
//! Mended by `counts.cast::<f32>() * 0.5`.
use timeseriesml::{Dim, Tensor};

fn run(counts: Tensor<(Dim<5>,), i64>) {
    let _ = counts * 0.5; // <- here
}

fn main() {}
