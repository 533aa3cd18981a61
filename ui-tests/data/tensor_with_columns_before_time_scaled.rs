//! The columns of this tensor come before its time, and the scaler looks for them on the last axis.
//! Mended by `transpose::<-1, -2>()`.
use timeseriesml::{Batch, Dim, Tensor, data::TensorScaler};

fn run(scaler: TensorScaler<5>, x: Tensor<(Batch, Dim<5>, Dim<24>)>) {
    let _ = scaler.inverse_transform(&x); // <- here
}

fn main() {}
