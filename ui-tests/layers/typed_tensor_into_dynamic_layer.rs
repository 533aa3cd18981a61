//! A layer with run-time sizes takes a `DynTensor`, not a typed tensor.
//! Mended by `layer.forward(x.into_dyn())?`, or `x.into()`.
use timeseriesml::{Batch, Dim, Tensor, nn::DynLinear};

fn run(layer: DynLinear, x: Tensor<(Batch, Dim<5>)>) {
    let _ = layer.forward(x); // <- here
}

fn main() {}
