//! A typed and a dynamic tensor cannot be added by `+`, which cannot return an error.
//! Mended by `x.into_dyn().add(&y)?`.

use timeseriesml::{Batch, Dim, DynTensor, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>, y: DynTensor) {
    let _ = x + y; // <- here
}

fn main() {}
