//! A scalar has no last axis.
//! Mended by `x.unsqueeze::<0>().rename::<0, Dim<1>>()`.
use timeseriesml::{Linear, Tensor};

fn run(layer: Linear<1, 64>, x: Tensor<()>) {
    layer.forward(x); // <- here
}

fn main() {}
