//! A letter occurs twice in the output.
//! Mended by `i->i`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>,)>) {
    einsum!("i->ii", x); // <- here
}

fn main() {}
