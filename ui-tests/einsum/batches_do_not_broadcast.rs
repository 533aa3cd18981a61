//! The axes under `...` have sizes 2 and 4, which do not broadcast.
//! Mended by operands of one batch, or an axis `One`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>, y: Tensor<(Dim<4>, Dim<3>)>) {
    einsum!("...i,...i->...", x, y); // <- here
}

fn main() {}
