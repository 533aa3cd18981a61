//! A window of 24 is longer than 12 steps.
//! Mended by `unfold::<0, 12, 1>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<12>,)>) {
    x.unfold::<0, 24, 1>(); // <- here
}

fn main() {}
