//! A cast to `i64` is annotated as `i32`.
//! Mended by `Tensor<(Dim<5>,), i64>`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>) -> Tensor<(Dim<5>,), i32> {
    x.cast::<i64>() // <- here
}

fn main() {}
