//! The order lists the source of each new axis, not the destination of each old one.
//! Mended by `axes![1, 2, 0]`.
use timeseriesml::{Dim, Tensor, axes};

fn run(x: Tensor<(Dim<2>, Dim<3>, Dim<4>)>) -> Tensor<(Dim<3>, Dim<4>, Dim<2>)> {
    x.permute::<axes![2, 0, 1]>() // <- here
}

fn main() {}
