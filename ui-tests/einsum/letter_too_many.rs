//! The second operand is a matrix, but its term has three letters.
//! Mended by `jk`.
use timeseriesml::{Batch, Dim, Tensor, einsum};

fn run(x: Tensor<(Batch, Dim<2>, Dim<3>)>, y: Tensor<(Dim<3>, Dim<5>)>) {
    einsum!("bij,bjk->bik", x, y); // <- here
}

fn main() {}
