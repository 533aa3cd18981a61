//! The layer computes in `f32`, but the tensor holds `f64`.
//! Mended by `layer.forward(x.cast())`, or a `Linear<5, 64, f64>`.
use timeseriesml::{Batch, Dim, Linear, Tensor};

fn run(layer: Linear<5, 64>, x: Tensor<(Batch, Dim<5>), f64>) {
    layer.forward(x); // <- here
}

fn main() {}
