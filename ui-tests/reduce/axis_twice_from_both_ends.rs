//! Axes 2 and -1 of three axes are the same axis.
//! Mended by `mean_axes::<1, 2>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    x.mean_axes::<2, -1>(); // <- here
}

fn main() {}
