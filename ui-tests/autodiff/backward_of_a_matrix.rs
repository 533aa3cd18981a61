//! `backward` starts from a scalar, but this is a matrix.
//! Mended by `x.mean_all().backward()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.backward(); // <- here
}

fn main() {}
