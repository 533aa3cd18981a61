//! A plain number is used as an operand.
//! Mended by `x * 2.0`, or by `Tensor::from(2.0_f32)`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<3>,)>) {
    einsum!(",i->i", 2.0_f32, x); // <- here
}

fn main() {}
