//! The equation is read when compiling, so it is a literal.
//! Mended by `einsum!("ij->ji", x)`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>) {
    einsum!(x, "ij->ji"); // <- here
}

fn main() {}
