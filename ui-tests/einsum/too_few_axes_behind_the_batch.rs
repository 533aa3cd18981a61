//! The operand is a vector, but its term has two letters after `...`.
//! Mended by `...j`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<3>,)>) {
    einsum!("...ij->...i", x); // <- here
}

fn main() {}
