//! The axis ends at 24.
//! Mended by `slice_step::<0, 0, 24, 2>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>,)>) {
    x.slice_step::<0, 0, 25, 2>(); // <- here
}

fn main() {}
