//! Index and source must have the same shape.
//! Mended by a source of `(Dim<4>, Dim<2>)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<4>, Dim<24>)>, index: Tensor<(Dim<4>, Dim<2>), i64>, source: Tensor<(Dim<4>, Dim<3>)>) {
    x.scatter::<1, _>(&index, &source); // <- here
}

fn main() {}
