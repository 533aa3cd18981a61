//! The bounds of `searchsorted` must be a vector, not a matrix.
//! Mended by `bounds.select::<0>(i)`.
use timeseriesml::{Dim, Tensor};

fn run(bounds: Tensor<(Dim<4>, Dim<3>)>, x: Tensor<(Dim<7>,)>) {
    bounds.searchsorted(&x, false); // <- here
}

fn main() {}
