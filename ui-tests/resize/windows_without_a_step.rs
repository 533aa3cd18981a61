//! The step between windows cannot be 0.
//! Mended by `unfold::<0, 24, 24>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>) {
    x.unfold::<0, 24, 0>(); // <- here
}

fn main() {}
