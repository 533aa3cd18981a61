//! A layer needs its number of features at compile time, but the last axis is `Dyn`.
//! Mended by `x.try_into_shape::<(Batch, Dim<5>)>()?`.
use timeseriesml::{Batch, Dyn, Linear, Tensor};

fn run(layer: Linear<5, 64>, x: Tensor<(Batch, Dyn)>) {
    layer.forward(x); // <- here
}

fn main() {}
