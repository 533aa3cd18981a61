//! `...` means all leading axes, so it can occur only once per term.
//! Mended by `...i`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>) {
    einsum!("......i->i", x); // <- here
}

fn main() {}
