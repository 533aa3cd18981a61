//! Five axes under `...` and two letters make seven axes: a tensor has at most six.
//! Mended by an output of fewer letters.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<1>, Dim<2>, Dim<3>, Dim<4>, Dim<5>, Dim<6>)>, y: Tensor<(Dim<7>,)>) {
    einsum!("...i,j->...ij", x, y); // <- here
}

fn main() {}
