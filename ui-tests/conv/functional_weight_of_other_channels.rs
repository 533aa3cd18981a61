//! The weight takes 4 channels, the signal has 5.
//! Mended by a weight of `(Dim<16>, Dim<5>, Dim<3>)`.
use timeseriesml::{Batch, Dim, Tensor, tensor::Window};

fn run(x: Tensor<(Batch, Dim<5>, Dim<96>)>, weight: Tensor<(Dim<16>, Dim<4>, Dim<3>)>) {
    x.conv1d(&weight, Window::<1, 0, 1>); // <- here
}

fn main() {}
