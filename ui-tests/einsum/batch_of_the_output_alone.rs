//! The output has `...`, but no operand does.
//! Mended by `...i->...`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>,)>) {
    einsum!("i->...i", x); // <- here
}

fn main() {}
