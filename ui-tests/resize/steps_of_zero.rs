//! The step of a range cannot be 0.
//! Mended by `slice_step::<0, 0, 24, 1>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>,)>) {
    x.slice_step::<0, 0, 24, 0>(); // <- here
}

fn main() {}
