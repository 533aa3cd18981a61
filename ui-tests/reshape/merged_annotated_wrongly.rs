//! 24 steps of 5 columns merge into 120, not 96.
//! Mended by `(Batch, Dim<120>)`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Tensor<(Batch, Dim<96>)> {
    x.merge::<1>() // <- here
}

fn main() {}
