//! `tril` needs a matrix, but this is a vector.
//! Mended by `x.unsqueeze::<0>()`, or a matrix.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>) {
    x.tril(0); // <- here
}

fn main() {}
