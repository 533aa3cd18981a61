//! An axis of three targets is compared with an axis of three quantiles.
//! Mended by a target over `Target<3>`.
use timeseriesml::{Batch, Dim, Quantile, Target, Tensor};

fn run(forecast: Tensor<(Batch, Dim<24>, Target<3>)>, truth: Tensor<(Batch, Dim<24>, Quantile<3>)>) {
    forecast.mse_loss(&truth); // <- here
}

fn main() {}
