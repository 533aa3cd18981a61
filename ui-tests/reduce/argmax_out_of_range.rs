//! A vector has only axis 0.
//! Mended by `argmax::<0>()`.
use timeseriesml::{Dim, Tensor};

fn run(scores: Tensor<(Dim<3>,)>) {
    scores.argmax::<1>(); // <- here
}

fn main() {}
