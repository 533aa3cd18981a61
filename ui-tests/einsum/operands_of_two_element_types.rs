//! One operand holds `f32`, the other `f64`.
//! Mended by `y.cast::<f32>()`.
use timeseriesml::{Dim, Tensor, einsum};

fn run(x: Tensor<(Dim<3>,)>, y: Tensor<(Dim<3>,), f64>) {
    einsum!("i,i->", x, y); // <- here
}

fn main() {}
