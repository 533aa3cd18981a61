//! A layer whose sizes are known when running takes a `DynTensor`.
//! Mended by `layer.forward(x.into_dyn())?`, or `x.into()`.
use timeseriesml::{Batch, Dim, Tensor, nn::DynLinear};

fn run(layer: DynLinear, x: Tensor<(Batch, Dim<5>)>) {
    let _ = layer.forward(x); // <- here
}

fn main() {}
