//! Of 5 steps 4 can be mirrored at an end.
//! Mended by `pad_reflect::<0, 4, 0>()`, or `pad_replicate`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>) {
    x.pad_reflect::<0, 5, 0>(); // <- here
}

fn main() {}
