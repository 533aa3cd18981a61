//! A number is used as a layer.
//! Mended by `Dropout::new(0.5, &mut rng)`.
use timeseriesml::{Batch, Dim, Forward, Linear, Tensor};

fn run(chain: (Linear<5, 64>, f64), x: Tensor<(Batch, Dim<5>)>) {
    chain.forward(x); // <- here
}

fn main() {}
