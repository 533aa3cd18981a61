//! A batch norm keeps the time axis; it does not average over it.
//! Mended by `x.mean::<-1>()` before or after the norm.
use timeseriesml::{Batch, BatchNorm1d, Dim, Tensor};

fn run(norm: BatchNorm1d<8>, x: Tensor<(Batch, Dim<8>, Dim<96>)>) -> Tensor<(Batch, Dim<8>)> {
    let y = norm.forward(x);
    y // <- here
}

fn main() {}
