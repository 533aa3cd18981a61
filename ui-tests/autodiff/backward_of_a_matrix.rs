//! Gradients are of one number.
//! Mended by `x.mean_all().backward()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.backward(); // <- here
}

fn main() {}
