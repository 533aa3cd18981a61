//! The operands have 96 steps, but the condition has 24.
//! Mended by a condition of `(Dim<96>,)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, condition: Tensor<(Dim<24>,), bool>, y: Tensor<(Dim<96>,)>) {
    x.where_(&condition, &y); // <- here
}

fn main() {}
