//! The equation has two operands, but only one tensor is given.
//! Mended by a second tensor.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>) {
    einsum!("ij,jk->ik", x); // <- here
}

fn main() {}
