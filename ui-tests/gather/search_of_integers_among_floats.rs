//! Bounds and values must have the same element type.
//! Mended by `x.cast()`.
use timeseriesml::{Dim, Tensor};

fn run(bounds: Tensor<(Dim<3>,)>, x: Tensor<(Dim<7>,), i64>) {
    bounds.searchsorted(&x, false); // <- here
}

fn main() {}
