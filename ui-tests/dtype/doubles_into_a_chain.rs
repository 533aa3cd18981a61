//! The layers compute in `f32`, but the tensor holds `f64`.
//! Mended by `chain.forward(x.cast())`.
use timeseriesml::{Batch, Conv1d, Dim, Forward, Relu, Tensor};

fn run(chain: (Conv1d<5, 16, 3>, Relu), x: Tensor<(Batch, Dim<5>, Dim<96>), f64>) {
    chain.forward(x); // <- here
}

fn main() {}
