//! Indices must be integers, not floats.
//! Mended by `index.cast::<i64>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>, Dim<7>)>, index: Tensor<(Dim<2>,)>) {
    x.index_select::<0, _>(&index); // <- here
}

fn main() {}
