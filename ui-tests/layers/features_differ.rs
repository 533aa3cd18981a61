//! The layer takes 65 features, but the tensor has 64.
//! Mended by `Linear<64, 10>`.
use timeseriesml::{Batch, Dim, Linear, Tensor};

fn run(layer: Linear<65, 10>, x: Tensor<(Batch, Dim<64>)>) {
    layer.forward(x); // <- here
}

fn main() {}
