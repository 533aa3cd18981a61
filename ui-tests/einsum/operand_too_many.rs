//! The equation has one operand, but two tensors are given.
//! Mended by a second operand in the equation.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>, y: Tensor<(Dim<3>, Dim<5>)>) {
    einsum!("ij->ji", x, y); // <- here
}

fn main() {}
