//! Unreduced losses are one per element, not one number.
//! Mended by `(Batch, Dim<6>)`, or by `HuberLoss::new(1.0).loss(p, t)`.
use timeseriesml::{Batch, Dim, HuberLoss, Tensor};

fn run(p: Tensor<(Batch, Dim<6>)>, t: Tensor<(Batch, Dim<6>)>) {
    let loss: Tensor<()> = HuberLoss::new(1.0).unreduced(p, t); // <- here
}

fn main() {}
