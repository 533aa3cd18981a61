//! `arange` fills a single axis, but this shape has two.
//! Mended by `Tensor::<(Dim<6>,), i64>::arange(0, 1).reshape::<(Dim<2>, Dim<3>)>()`.
use timeseriesml::{Dim, Tensor};

fn run() -> Tensor<(Dim<2>, Dim<3>), i64> {
    Tensor::arange(0, 1) // <- here
}

fn main() {}
