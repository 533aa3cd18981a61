//! A loss is a tensor that records its gradient, not a plain number.
//! Mended by `.item()`, or `.into()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(forecast: Tensor<(Batch, Dim<24>)>, truth: Tensor<(Batch, Dim<24>)>) -> f32 {
    forecast.mse_loss(&truth) // <- here
}

fn main() {}
