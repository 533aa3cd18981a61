//! The layer takes 5 features, but the windows have 7.
//! Mended by `Lstm<7, 64>`.
use timeseriesml::{Batch, Dim, Lstm, Tensor};

fn run(lstm: Lstm<5, 64>, x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    lstm.forward(x); // <- here
}

fn main() {}
