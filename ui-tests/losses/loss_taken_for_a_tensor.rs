//! A loss is one number, but one per step is annotated.
//! Mended by `MaeLoss.unreduced(forecast, truth)`.
use timeseriesml::{Batch, Dim, Loss, MaeLoss, Tensor};

fn run(forecast: Tensor<(Batch, Dim<6>)>, truth: Tensor<(Batch, Dim<6>)>) {
    let _: Tensor<(Batch, Dim<6>)> = MaeLoss.loss(forecast, truth).unwrap(); // <- here
}

fn main() {}
