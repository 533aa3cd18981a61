//! A closure is used as a layer without `Lambda`.
//! Mended by `Lambda::new(|x: Tensor<(Batch, Dim<64>)>| x.exp())`.
use timeseriesml::{Batch, Dim, Forward, Linear, Tensor};

fn run(linear: Linear<5, 64>, x: Tensor<(Batch, Dim<5>)>) {
    let chain = (linear, |x: Tensor<(Batch, Dim<64>)>| x.exp());
    chain.forward(x); // <- here
}

fn main() {}
