//! The first layer returns 16 channels, the second takes 32.
//! Mended by `CausalConv1d<16, 64, 3>`.
use timeseriesml::{Batch, CausalConv1d, Dim, Tensor};

fn run(first: CausalConv1d<5, 16, 3>, second: CausalConv1d<32, 64, 3>, x: Tensor<(Batch, Dim<5>, Dim<96>)>) {
    second.forward(first.forward(x)); // <- here
}

fn main() {}
