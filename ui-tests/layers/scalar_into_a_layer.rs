//! A layer needs a last axis, but a scalar has no axes.
//! Mended by `x.unsqueeze::<0>().rename::<0, Dim<1>>()`.
use timeseriesml::{Linear, Tensor};

fn run(layer: Linear<1, 64>, x: Tensor<()>) {
    layer.forward(x); // <- here
}

fn main() {}
