//! `matmul` cannot multiply by a scalar, which has no axis to sum over.
//! Mended by `x * y.item()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<4>, Dim<8>)>, y: Tensor<()>) {
    x.matmul(&y); // <- here
}

fn main() {}
