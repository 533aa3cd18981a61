//! The letter `j` is an axis of 3 in one operand and of 4 in the other.
//! Mended by a `y` of 3 rows.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>, y: Tensor<(Dim<4>, Dim<5>)>) {
    einsum!("ij,jk->ik", x, y); // <- here
}

fn main() {}
