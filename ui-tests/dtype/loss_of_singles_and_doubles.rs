//! The prediction holds `f32`, the target `f64`.
//! Mended by `target.cast()`.
use timeseriesml::{Batch, Dim, Loss, MseLoss, Tensor};

fn run(prediction: Tensor<(Batch, Dim<24>)>, target: Tensor<(Batch, Dim<24>), f64>) {
    let _ = MseLoss.loss(prediction, target); // <- here
}

fn main() {}
