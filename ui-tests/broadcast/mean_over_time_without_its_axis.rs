//! The mean over time is `(Batch, Dim<7>)`, so its batch meets the 96 steps.
//! Mended by `mean_keepdim::<1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    let _ = &x - x.mean::<1>(); // <- here
}

fn main() {}
