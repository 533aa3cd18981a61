//! The prediction has an extra last axis of size 1, which the target lacks.
//! Mended by `forecast.squeeze::<-1>()`: losses do not broadcast.
use timeseriesml::{Batch, Dim, Tensor};

fn run(forecast: Tensor<(Batch, Dim<24>, Dim<1>)>, truth: Tensor<(Batch, Dim<24>)>) {
    forecast.mse_loss(&truth); // <- here
}

fn main() {}
