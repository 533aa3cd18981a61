//! 12 predicted steps are compared with 24 true ones.
//! Mended by a model of horizon 24.
use timeseriesml::{Batch, Dim, Tensor};

fn run(forecast: Tensor<(Batch, Dim<12>)>, truth: Tensor<(Batch, Dim<24>)>) {
    forecast.mse_loss(&truth); // <- here
}

fn main() {}
