//! A matrix has axes 0 and 1, not 2.
//! Mended by `gather::<1, _>(..)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<4>, Dim<24>)>, index: Tensor<(Dim<4>, Dim<2>), i64>) {
    x.gather::<2, _>(&index); // <- here
}

fn main() {}
