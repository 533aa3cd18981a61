//! A tensor of three axes has axes 0, 1 and 2, not 3.
//! Mended by `sum_axes::<1, 2>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    x.sum_axes::<1, 3>(); // <- here
}

fn main() {}
