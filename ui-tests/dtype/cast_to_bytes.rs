//! `u8` is not an element type of tensors.
//! Mended by `x.cast::<i32>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>) {
    x.cast::<u8>(); // <- here
}

fn main() {}
