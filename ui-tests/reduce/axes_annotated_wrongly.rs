//! The mean over axes 0 and 1 leaves the 7 columns, but the 96 steps are annotated.
//! Mended by `Tensor<(Dim<7>,)>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) -> Tensor<(Dim<96>,)> {
    x.mean_axes::<0, 1>() // <- here
}

fn main() {}
