//! A typed layer needs a shape known at compile time, not a `DynTensor`.
//! Mended by `x.try_into_shape::<(Batch, Dim<5>)>()?`, or `layer.try_forward(x)?`.
use timeseriesml::{DynTensor, Linear};

fn run(layer: Linear<5, 64>, x: DynTensor) {
    layer.forward(x); // <- here
}

fn main() {}
