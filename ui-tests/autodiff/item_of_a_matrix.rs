//! `item` needs a tensor without axes, but this is a matrix.
//! Mended by `x.mean_all().item()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.item(); // <- here
}

fn main() {}
