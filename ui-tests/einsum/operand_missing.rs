//! Two operands in the equation, but one tensor.
//! Mended by a second tensor.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>) {
    einsum!("ij,jk->ik", x); // <- here
}

fn main() {}
