//! The tensor has three axes, but its term `ij` has two letters.
//! Mended by `bij`, or by `...ij`.
use timeseriesml::{Batch, Dim, Tensor, einsum};

fn run(x: Tensor<(Batch, Dim<2>, Dim<3>)>, y: Tensor<(Dim<3>, Dim<5>)>) {
    einsum!("ij,jk->ik", x, y); // <- here
}

fn main() {}
