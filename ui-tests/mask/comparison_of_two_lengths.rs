//! A forecast of 12 steps is compared with a truth of 24.
//! Mended by a truth of 12.
use timeseriesml::{Batch, Dim, Tensor};

fn run(forecast: Tensor<(Batch, Dim<12>)>, truth: Tensor<(Batch, Dim<24>)>) {
    forecast.gt(&truth); // <- here
}

fn main() {}
