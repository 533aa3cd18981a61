//! A tensor has at most six axes, so `unsqueeze` cannot add a seventh.
//! Mended by merging two axes first.

use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<2>, Dim<3>, Dim<4>, Dim<5>, Dim<6>, Dim<8>)>) {
    x.unsqueeze::<0>(); // <- here
}

fn main() {}
