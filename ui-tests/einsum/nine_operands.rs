//! `einsum!` takes at most eight operands.
//! Mended by a product of the first ones.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>,)>) {
    einsum!("a,a,a,a,a,a,a,a,a->", x, x, x, x, x, x, x, x, x); // <- here
}

fn main() {}
