//! The index of `index_select` must be a vector, not a matrix.
//! Mended by `gather`, or an index of one axis.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>, Dim<7>)>, index: Tensor<(Dim<2>, Dim<2>), i64>) {
    x.index_select::<0, _>(&index); // <- here
}

fn main() {}
