//! A convolution cannot have 0 groups.
//! Mended by `Groups::<1>`, or `conv1d`.
use timeseriesml::{Dim, Dyn, Tensor, tensor::{Groups, Window}};

fn run(x: Tensor<(Dim<6>, Dim<96>)>, weight: Tensor<(Dyn, Dim<6>, Dim<3>)>) {
    x.try_conv1d_grouped(&weight, Groups::<0>, Window::<1, 0, 1>).unwrap(); // <- here
}

fn main() {}
