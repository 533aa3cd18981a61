//! Shapes align at their last axes, so a bias of 16 channels meets the 96 steps.
//! Mended by `bias.unsqueeze::<-1>()`, which gives `(Dim<16>, One)`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(signal: Tensor<(Batch, Dim<16>, Dim<96>)>, bias: Tensor<(Dim<16>,)>) {
    let _ = signal + bias; // <- here
}

fn main() {}
