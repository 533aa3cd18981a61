//! A number behind `/=` is of the element type of its tensor.
//! Mended by `let y = counts.cast::<f32>() / 0.5`.
use timeseriesml::{Dim, Tensor};

fn run(mut counts: Tensor<(Dim<5>,), i64>) {
    counts /= 0.5; // <- here
}

fn main() {}
