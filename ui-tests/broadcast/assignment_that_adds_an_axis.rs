//! `+=` cannot add an axis to its left side.
//! Mended by `let sum = &bias + &batch;`.
use timeseriesml::{Dim, Tensor};

fn run(mut bias: Tensor<(Dim<5>,)>, batch: Tensor<(Dim<32>, Dim<5>)>) {
    bias += &batch; // <- here
}

fn main() {}
