//! The model computes in `f32`, but the tensor holds `f64`.
//! Mended by `model.forward(x.cast())`.
use timeseriesml::{Batch, Dim, Tcn, Tensor, channels};

fn run(model: Tcn<5, channels![8, 16, 32], 3, 6>, x: Tensor<(Batch, Dim<24>, Dim<5>), f64>) {
    model.forward(x); // <- here
}

fn main() {}
