//! The last axes have different sizes, 4 and 5.
//! Mended by two operands with the same last axis.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<3>, Dim<4>)>, y: Tensor<(Dim<3>, Dim<5>)>) {
    let _ = x + y; // <- here
}

fn main() {}
