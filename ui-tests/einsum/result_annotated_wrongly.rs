//! The result is 2 by 5, but 5 by 2 is annotated.
//! Mended by `Tensor<(Dim<2>, Dim<5>)>`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>, y: Tensor<(Dim<3>, Dim<5>)>) {
    let _: Tensor<(Dim<5>, Dim<2>)> = einsum!("ij,jk->ik", x, y); // <- here
}

fn main() {}
