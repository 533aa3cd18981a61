//! A loss is one number, not one for each step.
//! Mended by `MaeLoss.unreduced(forecast, truth)`.
use timeseriesml::{Batch, Dim, Loss, MaeLoss, Tensor};

fn run(forecast: Tensor<(Batch, Dim<6>)>, truth: Tensor<(Batch, Dim<6>)>) {
    let _: Tensor<(Batch, Dim<6>)> = MaeLoss.loss(forecast, truth).unwrap(); // <- here
}

fn main() {}
