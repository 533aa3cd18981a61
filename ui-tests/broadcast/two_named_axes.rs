//! `Batch` and `Asset` both have a run-time size, but they are different axes.
//! Mended by operands over the same axis, or by `rename`.
use timeseriesml::{Axis, Batch, Dim, Tensor};

#[derive(Axis)]
struct Asset;

fn run(x: Tensor<(Batch, Dim<24>)>, y: Tensor<(Asset, Dim<24>)>) {
    let _ = x + y; // <- here
}

fn main() {}
