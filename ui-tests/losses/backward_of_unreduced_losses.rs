//! `backward` starts from a scalar, but `unreduced` returns one loss per element.
//! Mended by `MaeLoss.loss(forecast, truth)`, or `.mean_all()` of the weighted losses.
use timeseriesml::{Batch, Dim, MaeLoss, ShapeError, Tensor};

fn run(forecast: Tensor<(Batch, Dim<6>)>, truth: Tensor<(Batch, Dim<6>)>) -> Result<(), ShapeError> {
    MaeLoss.unreduced(forecast, truth)?.backward(); // <- here
    Ok(())
}

fn main() {}
