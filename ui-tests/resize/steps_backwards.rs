//! A range cannot run backwards.
//! Mended by `slice_step::<0, 2, 10, 1>()`, then `flip`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>,)>) {
    x.slice_step::<0, 10, 2, 1>(); // <- here
}

fn main() {}
