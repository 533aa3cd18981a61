//! The norm is over 8 channels, the signal has 16.
//! Mended by `BatchNorm1d<16>`.
use timeseriesml::{Batch, BatchNorm1d, Dim, Tensor};

fn run(norm: BatchNorm1d<8>, x: Tensor<(Batch, Dim<16>, Dim<96>)>) {
    norm.forward(x); // <- here
}

fn main() {}
