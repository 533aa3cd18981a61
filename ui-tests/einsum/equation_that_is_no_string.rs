//! The equation is read at compile time, so it must be a string literal.
//! Mended by `einsum!("ij->ji", x)`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>) {
    einsum!(x, "ij->ji"); // <- here
}

fn main() {}
