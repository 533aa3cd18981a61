//! An identity matrix is square, but this shape is not.
//! Mended by `eye_sized([2, 3])?`.
use timeseriesml::{Dim, Tensor};

fn run() -> Tensor<(Dim<2>, Dim<3>)> {
    Tensor::eye() // <- here
}

fn main() {}
