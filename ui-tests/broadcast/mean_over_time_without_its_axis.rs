//! The mean over time removes the time axis, so the batch of the result meets the 96 steps.
//! Mended by `mean_keepdim::<1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    let _ = &x - x.mean::<1>(); // <- here
}

fn main() {}
