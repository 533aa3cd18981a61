//! One operand has 96 steps, the other 24.
//! Mended by operands of the same length.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, condition: Tensor<(Dim<96>,), bool>, y: Tensor<(Dim<24>,)>) {
    x.where_(&condition, &y); // <- here
}

fn main() {}
