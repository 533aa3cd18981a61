//! A forecast of 12 steps is compared with a truth of 24 steps.
//! Mended by a model of horizon 24.
use timeseriesml::{Batch, Dim, Tensor};

fn run(forecast: Tensor<(Batch, Dim<12>)>, truth: Tensor<(Batch, Dim<24>)>) {
    forecast.mse_loss(&truth); // <- here
}

fn main() {}
