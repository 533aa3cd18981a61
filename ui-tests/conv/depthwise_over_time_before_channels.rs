//! The signal is `(.., time, channels)`, so the 7 groups meet the time axis.
//! Mended by `x.transpose::<-1, -2>()`.
use timeseriesml::{Batch, Dim, Tensor, tensor::{Groups, Window}};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>, weight: Tensor<(Dim<7>, Dim<1>, Dim<3>)>) {
    x.conv1d_grouped(&weight, Groups::<7>, Window::<1, 0, 1>); // <- here
}

fn main() {}
