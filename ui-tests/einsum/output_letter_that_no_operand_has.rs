//! The output has a letter that no operand has.
//! Mended by a letter of an operand.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>) {
    einsum!("ij->iz", x); // <- here
}

fn main() {}
