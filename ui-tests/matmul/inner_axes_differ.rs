//! The last axis of the left side (64) is not the axis before the last of the right side (10).
//! Mended by a weight of `(Dim<64>, Dim<10>)`: `weight.transpose::<0, 1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<64>)>, weight: Tensor<(Dim<10>, Dim<64>)>) {
    x.matmul(&weight); // <- here
}

fn main() {}
