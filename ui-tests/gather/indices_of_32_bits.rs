//! Indices must be `i64`, not `i32`.
//! Mended by `index.cast::<i64>()`, or `[2_i64, 0]`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>, Dim<7>)>, index: Tensor<(Dim<2>,), i32>) {
    x.index_select::<0, _>(&index); // <- here
}

fn main() {}
