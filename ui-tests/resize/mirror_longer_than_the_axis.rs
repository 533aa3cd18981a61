//! Reflection skips the end element, so at most 4 of 5 steps can be reflected.
//! Mended by `pad_reflect::<0, 4, 0>()`, or `pad_replicate`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>) {
    x.pad_reflect::<0, 5, 0>(); // <- here
}

fn main() {}
