//! The function takes 32 features, but the layer before it returns 64.
//! Mended by `Dim<64>` in the closure.
use timeseriesml::{Batch, Dim, Forward, Lambda, Linear, Tensor};

fn run(linear: Linear<5, 64>, x: Tensor<(Batch, Dim<5>)>) {
    let chain = (linear, Lambda::new(|x: Tensor<(Batch, Dim<32>)>| x.exp()));
    chain.forward(x); // <- here
}

fn main() {}
