//! Integers have no gradient.
//! Mended by `x.cast::<f32>().requires_grad()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,), i32>) {
    x.requires_grad(); // <- here
}

fn main() {}
