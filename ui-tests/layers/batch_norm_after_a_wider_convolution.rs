//! The convolution returns 16 channels, but the norm takes 8.
//! Mended by `BatchNorm1d<16>`.
use timeseriesml::{Batch, BatchNorm1d, Conv1d, Dim, Forward, Relu, Tensor};

fn run(net: (Conv1d<5, 16, 3>, BatchNorm1d<8>, Relu), x: Tensor<(Batch, Dim<5>, Dim<96>)>) {
    net.forward(x); // <- here
}

fn main() {}
