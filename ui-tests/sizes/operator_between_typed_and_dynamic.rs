//! A typed tensor and a dynamic one are added by a method that may fail.
//! Mended by `x.into_dyn().add(&y)?`.

use timeseriesml::{Batch, Dim, DynTensor, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>, y: DynTensor) {
    let _ = x + y; // <- here
}

fn main() {}
