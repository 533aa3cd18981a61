//! The letter `k` is an axis of 4 in the first two operands and of 5 in the third.
//! Mended by a `z` of 4 rows.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<4>)>, y: Tensor<(Dim<3>, Dim<4>)>, z: Tensor<(Dim<5>, Dim<6>)>) {
    einsum!("ik,jk,kl->ijl", x, y, z); // <- here
}

fn main() {}
