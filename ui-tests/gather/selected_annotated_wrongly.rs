//! The index has 2 elements, so 2 rows are selected, but 96 are annotated.
//! Mended by `Tensor<(Dim<2>, Dim<7>)>`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>, Dim<7>)>, index: Tensor<(Dim<2>,), i64>) -> Tensor<(Dim<96>, Dim<7>)> {
    x.index_select::<0, _>(&index) // <- here
}

fn main() {}
