//! The last axis of the left side has 64 elements, but the second-to-last axis of the right side has 10.
//! Mended by a weight of `(Dim<64>, Dim<10>)`: `weight.transpose::<0, 1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<64>)>, weight: Tensor<(Dim<10>, Dim<64>)>) {
    x.matmul(&weight); // <- here
}

fn main() {}
