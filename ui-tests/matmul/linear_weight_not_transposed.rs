//! The weight of a linear function is `(OUT, IN)`, but this one is `(IN, OUT)`.
//! Mended by `weight.transpose::<0, 1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<5>)>, weight: Tensor<(Dim<5>, Dim<64>)>) {
    x.linear(&weight, None); // <- here
}

fn main() {}
