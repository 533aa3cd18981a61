//! `squeeze` removes only an axis of one element, but this axis has three.
//! Mended by `select::<1>(index)` or `mean::<1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<3>)>) {
    x.squeeze::<1>(); // <- here
}

fn main() {}
