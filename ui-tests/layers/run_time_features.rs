//! A layer's features are known when compiling; `Dyn` is not.
//! Mended by `x.try_into_shape::<(Batch, Dim<5>)>()?`.
use timeseriesml::{Batch, Dyn, Linear, Tensor};

fn run(layer: Linear<5, 64>, x: Tensor<(Batch, Dyn)>) {
    layer.forward(x); // <- here
}

fn main() {}
