//! The equation has two arrows.
//! Mended by one arrow.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<2>, Dim<3>)>) {
    einsum!("ij->ji->ij", x); // <- here
}

fn main() {}
