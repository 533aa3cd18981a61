//! `sort` returns a pair of values and indices, not the values alone.
//! Mended by `x.sort::<1>(false).0`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>)>) -> Tensor<(Batch, Dim<96>)> {
    x.sort::<1>(false) // <- here
}

fn main() {}
