//! The letter `j` stands for 3 columns and for 4 rows.
//! Mended by a `y` of 3 rows.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>, y: Tensor<(Dim<4>, Dim<5>)>) {
    einsum!("ij,jk->ik", x, y); // <- here
}

fn main() {}
