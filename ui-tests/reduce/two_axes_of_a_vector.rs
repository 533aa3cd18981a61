//! A vector has only one axis, so it cannot be reduced over two.
//! Mended by `std::<0>(1)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>) {
    x.std_axes::<0, 1>(1); // <- here
}

fn main() {}
