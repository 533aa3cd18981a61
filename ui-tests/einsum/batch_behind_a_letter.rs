//! `...` means leading axes, so it cannot follow a letter.
//! Mended by `...i`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>) {
    einsum!("i...->...", x); // <- here
}

fn main() {}
