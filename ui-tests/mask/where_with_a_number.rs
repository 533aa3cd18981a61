//! Both operands are tensors.
//! Mended by `&Tensor::scalar(0.0)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, condition: Tensor<(Dim<96>,), bool>) {
    x.where_(&condition, 0.0); // <- here
}

fn main() {}
