//! A digit cannot be an axis: axes are letters.
//! Mended by `ij,jk->ik`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>, y: Tensor<(Dim<3>, Dim<5>)>) {
    einsum!("ij,j2->i2", x, y); // <- here
}

fn main() {}
