//! `(3, 4)` times `(4, 5)` has 5 columns, not 4.
//! Mended by `Tensor<(Dim<3>, Dim<5>)>`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<3>, Dim<4>)>, y: Tensor<(Dim<4>, Dim<5>)>) -> Tensor<(Dim<3>, Dim<4>)> {
    x.matmul(&y) // <- here
}

fn main() {}
