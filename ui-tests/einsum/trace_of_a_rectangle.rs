//! A trace needs a square matrix, but this one has 3 rows and 4 columns.
//! Mended by a square matrix, or by `"ij->"` for the sum of all.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<3>, Dim<4>)>) {
    einsum!("ii->", x); // <- here
}

fn main() {}
