//! Time and features change places, so the 7 features come first.
//! Mended by `(Batch, Dim<7>, Dim<96>)`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) -> Tensor<(Batch, Dim<96>, Dim<7>)> {
    x.transpose::<1, 2>() // <- here
}

fn main() {}
