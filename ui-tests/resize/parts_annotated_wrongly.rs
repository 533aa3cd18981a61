//! 120 steps split after 96 leave 24, but 12 are annotated.
//! Mended by `(Past, Tensor<(Dim<24>,)>)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<120>,)>) -> (Tensor<(Dim<96>,)>, Tensor<(Dim<12>,)>) {
    x.split_at::<0, 96>() // <- here
}

fn main() {}
