//! The model predicts five quantiles, but the loss has three.
//! Mended by `QuantileLoss::new` with five numbers.
use timeseriesml::{Batch, Dim, Quantile, QuantileLoss, Tensor};

fn run(forecast: Tensor<(Batch, Dim<6>, Quantile<5>)>, truth: Tensor<(Batch, Dim<6>)>) {
    let _ = QuantileLoss::new([0.1, 0.5, 0.9]).unreduced(forecast, truth); // <- here
}

fn main() {}
