//! `unfold` adds an axis, but a tensor has at most six.
//! Mended by `merge` or `select` first.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<2>, Dim<3>, Dim<4>, Dim<5>, Dim<6>, Dim<24>)>) {
    x.unfold::<5, 12, 1>(); // <- here
}

fn main() {}
