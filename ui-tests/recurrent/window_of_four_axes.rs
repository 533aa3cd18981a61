//! The layer takes three axes, but windows of several series have four.
//! Mended by `x.select::<1>(0)`, or by merging series into the batch.
use timeseriesml::{Batch, Dim, Lstm, Tensor};

fn run(lstm: Lstm<5, 64>, x: Tensor<(Batch, Dim<3>, Dim<96>, Dim<5>)>) {
    lstm.forward(x); // <- here
}

fn main() {}
