//! A tensor has at most six axes, but this one has seven.
//! Mended by merging two of them.
use timeseriesml::{Dim, Tensor};

fn run(_: Tensor<(Dim<2>, Dim<3>, Dim<4>, Dim<5>, Dim<6>, Dim<7>, Dim<8>)>) {} // <- here

fn main() {}
