//! A tensor of `f64`, into a layer of `f32`.
//! Mended by `x.cast()`.
use timeseriesml::{Batch, Dim, Lstm, Tensor};

fn run(lstm: Lstm<5, 64>, x: Tensor<(Batch, Dim<96>, Dim<5>), f64>) {
    lstm.forward(x); // <- here
}

fn main() {}
