//! `dot` takes vectors, as in PyTorch, not matrices.
//! Mended by `x.matmul(&y)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<2>, Dim<3>)>, y: Tensor<(Dim<3>, Dim<4>)>) {
    x.dot(&y); // <- here
}

fn main() {}
