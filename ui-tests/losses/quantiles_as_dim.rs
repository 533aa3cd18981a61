//! The last axis must be `Quantile<3>`, not `Dim<3>`.
//! Mended by `forecast.rename::<-1, Quantile<3>>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(forecast: Tensor<(Batch, Dim<6>, Dim<3>)>, truth: Tensor<(Batch, Dim<6>)>) {
    forecast.multi_quantile_loss(&truth, [0.1, 0.5, 0.9]); // <- here
}

fn main() {}
