//! A tensor has at most six axes, so one of six axes cannot be unflattened into seven.
//! Mended by merging two other axes first.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<2>, Dim<3>, Dim<4>, Dim<5>, Dim<6>, Dim<8>)>) {
    x.unflatten::<-1, 2>(); // <- here
}

fn main() {}
