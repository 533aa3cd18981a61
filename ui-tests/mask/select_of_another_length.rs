//! The tensor has 96 steps, but the mask has 24.
//! Mended by a mask of `(Dim<96>,)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, mask: Tensor<(Dim<24>,), bool>) {
    x.masked_select(&mask); // <- here
}

fn main() {}
