//! `_keepdim` keeps the axis as `One`, but the result is annotated without it.
//! Mended by `Tensor<(Batch, One, Dim<7>)>`, or `max::<1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) -> Tensor<(Batch, Dim<7>)> {
    x.max_keepdim::<1>() // <- here
}

fn main() {}
