//! In the tuple, a layer returns 64 features, but the next one takes 32.
//! Mended by `Linear<64, 24>` as the last layer.
use timeseriesml::{Batch, Dim, Forward, Linear, Relu, Tensor};

fn run(chain: (Linear<5, 64>, Relu, Linear<32, 24>), x: Tensor<(Batch, Dim<5>)>) {
    chain.forward(x); // <- here
}

fn main() {}
