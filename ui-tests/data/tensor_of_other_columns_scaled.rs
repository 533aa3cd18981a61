//! The scaler was fitted to 5 columns, but the tensor has 4.
//! Mended by a tensor of the same 5 columns.
use timeseriesml::{Batch, Dim, Tensor, data::TensorScaler};

fn run(scaler: TensorScaler<5>, x: Tensor<(Batch, Dim<24>, Dim<4>)>) {
    let _ = scaler.transform(&x); // <- here
}

fn main() {}
