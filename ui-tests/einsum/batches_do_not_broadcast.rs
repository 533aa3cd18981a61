//! The axes of `...` are 2 and 4, and neither stretches.
//! Mended by operands of one batch, or an axis `One`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>, y: Tensor<(Dim<4>, Dim<3>)>) {
    einsum!("...i,...i->...", x, y); // <- here
}

fn main() {}
