//! A bias of 16 channels meets the 96 steps: shapes align at their last axes.
//! Mended by `bias.unsqueeze::<-1>()`, which gives `(Dim<16>, One)`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(signal: Tensor<(Batch, Dim<16>, Dim<96>)>, bias: Tensor<(Dim<16>,)>) {
    let _ = signal + bias; // <- here
}

fn main() {}
