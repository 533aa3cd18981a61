//! The same axis is given twice, but two different axes are expected.
//! Mended by `sum_axes::<0, 1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    x.sum_axes::<1, 1>(); // <- here
}

fn main() {}
