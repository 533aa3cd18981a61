//! No integer is NaN.
//! Mended by leaving the question out.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,), i64>) {
    x.is_nan(); // <- here
}

fn main() {}
