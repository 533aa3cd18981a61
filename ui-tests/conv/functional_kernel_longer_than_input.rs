//! A weight of 9 taps is longer than a signal of 8 steps.
//! Mended by `Window::<1, 1, 1>`, which pads by 1, or a shorter weight.
use timeseriesml::{Dim, Tensor, tensor::Window};

fn run(x: Tensor<(Dim<5>, Dim<8>)>, weight: Tensor<(Dim<16>, Dim<5>, Dim<9>)>) {
    x.conv1d(&weight, Window::<1, 0, 1>); // <- here
}

fn main() {}
