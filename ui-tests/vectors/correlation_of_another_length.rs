//! 96 and 24 elements overlap at 119 shifts, but 120 are annotated.
//! Mended by `Tensor<(Dim<119>,)>`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, y: Tensor<(Dim<24>,)>) {
    let _: Tensor<(Dim<120>,)> = x.cross_correlate_full(&y); // <- here
}

fn main() {}
