//! A grouped weight of 9 taps is longer than a signal of 8 steps.
//! Mended by `Window::<1, 1, 1>`, which pads by 1, or a shorter weight.
use timeseriesml::{Dim, Tensor, tensor::{Groups, Window}};

fn run(x: Tensor<(Dim<6>, Dim<8>)>, weight: Tensor<(Dim<6>, Dim<1>, Dim<9>)>) {
    x.conv1d_grouped(&weight, Groups::<6>, Window::<1, 0, 1>); // <- here
}

fn main() {}
