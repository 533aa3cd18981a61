//! The layer gives 64 features, not 32.
//! Mended by `Tensor<(Batch, Dim<64>)>`.
use timeseriesml::{Batch, Dim, Linear, Tensor};

fn run(layer: Linear<5, 64>, x: Tensor<(Batch, Dim<5>)>) -> Tensor<(Batch, Dim<32>)> {
    layer.forward(x) // <- here
}

fn main() {}
