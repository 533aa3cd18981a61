//! The layer computes in `f32`, the tensor holds `f64`.
//! Mended by `BatchNorm1d<8, f64>`, or `x.cast::<f32>()`.
use timeseriesml::{Batch, BatchNorm1d, Dim, Tensor};

fn run(norm: BatchNorm1d<8>, x: Tensor<(Batch, Dim<8>), f64>) {
    norm.forward(x); // <- here
}

fn main() {}
