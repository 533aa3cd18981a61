//! 96 steps have 95 differences, but 96 are annotated.
//! Mended by `Tensor<(Dim<95>,)>`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>) -> Tensor<(Dim<96>,)> {
    x.diff::<0>() // <- here
}

fn main() {}
