//! A tensor has at most six axes, but this term has seven letters.
//! Mended by six letters, or by `...`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>) {
    einsum!("abcdefg->a", x); // <- here
}

fn main() {}
