//! A new axis of a matrix can be at position 0, 1 or 2, not 4.
//! Mended by `unsqueeze::<-1>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<2>, Dim<3>)>) {
    x.unsqueeze::<4>(); // <- here
}

fn main() {}
