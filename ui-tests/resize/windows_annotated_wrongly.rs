//! A window of 24 has 73 positions in 96 steps, but 72 are annotated.
//! Mended by `Tensor<(Dim<73>, Dim<24>)>`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>) -> Tensor<(Dim<72>, Dim<24>)> {
    x.unfold::<0, 24, 1>() // <- here
}

fn main() {}
