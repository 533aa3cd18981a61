//! The layer computes in `f32`, but the tensor holds `i64`.
//! Mended by `layer.forward(x.cast())`.
use timeseriesml::{Batch, Dim, Linear, Tensor};

fn run(layer: Linear<5, 64>, x: Tensor<(Batch, Dim<5>), i64>) {
    layer.forward(x); // <- here
}

fn main() {}
