//! The channels-first order of a convolution: features stand before time.
//! Mended by `x.transpose::<-1, -2>()`.
use timeseriesml::{Batch, Dim, Lstm, Tensor};

fn run(lstm: Lstm<5, 64>, x: Tensor<(Batch, Dim<5>, Dim<96>)>) {
    lstm.forward(x); // <- here
}

fn main() {}
