//! 10 output channels cannot be divided into 4 groups.
//! Mended by a weight of `(Dim<12>, Dim<2>, Dim<3>)`.
use timeseriesml::{Batch, Dim, Tensor, tensor::{Groups, Window}};

fn run(x: Tensor<(Batch, Dim<8>, Dim<96>)>, weight: Tensor<(Dim<10>, Dim<2>, Dim<3>)>) {
    x.conv1d_grouped(&weight, Groups::<4>, Window::<1, 0, 1>); // <- here
}

fn main() {}
