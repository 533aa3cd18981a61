//! The identity has as many columns as rows.
//! Mended by `eye_sized([2, 3])?`.
use timeseriesml::{Dim, Tensor};

fn run() -> Tensor<(Dim<2>, Dim<3>)> {
    Tensor::eye() // <- here
}

fn main() {}
