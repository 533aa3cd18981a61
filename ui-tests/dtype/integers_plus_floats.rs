//! Nothing is converted unseen.
//! Mended by `counts.cast::<f32>() + x`.
use timeseriesml::{Dim, Tensor};

fn run(counts: Tensor<(Dim<5>,), i64>, x: Tensor<(Dim<5>,)>) {
    let _ = counts + x; // <- here
}

fn main() {}
