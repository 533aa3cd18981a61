//! A vector where `...` is followed by two letters.
//! Mended by `...j`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<3>,)>) {
    einsum!("...ij->...i", x); // <- here
}

fn main() {}
