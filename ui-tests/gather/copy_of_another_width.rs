//! The rows of `x` have 7 elements, those of the source 5.
//! Mended by a source of `(Dim<2>, Dim<7>)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>, Dim<7>)>, index: Tensor<(Dim<2>,), i64>, source: Tensor<(Dim<2>, Dim<5>)>) {
    x.index_copy::<0, _>(&index, &source); // <- here
}

fn main() {}
