//! No operand has axes for the `...` of the output.
//! Mended by `...i->...`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>,)>) {
    einsum!("i->...i", x); // <- here
}

fn main() {}
