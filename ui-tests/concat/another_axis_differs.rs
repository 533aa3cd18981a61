//! Tensors are concatenated along their columns, but one has 96 rows and the other 95.
//! Mended by the same number of rows.
use timeseriesml::{Batch, Dim, Tensor};

fn run(past: Tensor<(Batch, Dim<96>, Dim<5>)>, more: Tensor<(Batch, Dim<95>, Dim<2>)>) {
    past.concat::<-1, _>(&more); // <- here
}

fn main() {}
