//! An axis `One` broadcasts under `...`, but not to the size of a letter.
//! Mended by `"...i,...i->..."`.
use timeseriesml::{Dim, One, Tensor, einsum};

fn run(x: Tensor<(One, Dim<3>)>, y: Tensor<(Dim<5>, Dim<3>)>) {
    einsum!("bi,bi->b", x, y); // <- here
}

fn main() {}
