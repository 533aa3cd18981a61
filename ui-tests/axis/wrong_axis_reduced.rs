//! The mean over axis 0 leaves the 24 columns, but the 32 rows are annotated.
//! Mended by `mean::<1>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<32>, Dim<24>)>) -> Tensor<(Dim<32>,)> {
    x.mean::<0>() // <- here
}

fn main() {}
