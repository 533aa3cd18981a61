//! A tensor of 96 steps, a mask of 24.
//! Mended by a mask of `(Dim<96>,)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, mask: Tensor<(Dim<24>,), bool>) {
    x.masked_select(&mask); // <- here
}

fn main() {}
