//! One operand is of 96 steps, the other of 24.
//! Mended by two of one length.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, condition: Tensor<(Dim<96>,), bool>, y: Tensor<(Dim<24>,)>) {
    x.where_(&condition, &y); // <- here
}

fn main() {}
