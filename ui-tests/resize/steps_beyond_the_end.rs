//! The axis has 24 elements, so the range 0..25 goes beyond its end.
//! Mended by `slice_step::<0, 0, 24, 2>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>,)>) {
    x.slice_step::<0, 0, 25, 2>(); // <- here
}

fn main() {}
