//! A matrix has axes 0 and 1, not 2.
//! Mended by `Softmax::<1>` or `Softmax::<-1>`.
use timeseriesml::{Batch, Dim, nn::Softmax, Tensor};

fn run(x: Tensor<(Batch, Dim<3>)>) {
    Softmax::<2>.forward(x); // <- here
}

fn main() {}
