//! A loss is a tensor without axes, which remembers how it came about.
//! Mended by `.item()`, or `.into()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(forecast: Tensor<(Batch, Dim<24>)>, truth: Tensor<(Batch, Dim<24>)>) -> f32 {
    forecast.mse_loss(&truth) // <- here
}

fn main() {}
