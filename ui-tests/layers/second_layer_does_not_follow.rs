//! The first layer returns 64 features, but the second takes 32.
//! Mended by `Linear<64, 24>`.
use timeseriesml::{Batch, Dim, Linear, Tensor};

fn run(first: Linear<5, 64>, second: Linear<32, 24>, x: Tensor<(Batch, Dim<5>)>) {
    second.forward(first.forward(x).relu()); // <- here
}

fn main() {}
