//! `reshape` keeps the order of elements, so it cannot swap two axes.
//! Mended by `x.transpose::<0, 1>()`.
use timeseriesml::{Axis, Batch, Dim, Tensor};

#[derive(Axis)]
struct Asset;

fn run(x: Tensor<(Batch, Asset, Dim<7>)>) -> Tensor<(Asset, Batch, Dim<7>)> {
    x.reshape() // <- here
}

fn main() {}
