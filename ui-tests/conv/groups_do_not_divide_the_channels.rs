//! 6 channels cannot be divided into 4 groups.
//! Mended by `Groups::<3>` with this weight.
use timeseriesml::{Dim, Tensor, tensor::{Groups, Window}};

fn run(x: Tensor<(Dim<6>, Dim<96>)>, weight: Tensor<(Dim<12>, Dim<2>, Dim<3>)>) {
    x.conv1d_grouped(&weight, Groups::<4>, Window::<1, 0, 1>); // <- here
}

fn main() {}
