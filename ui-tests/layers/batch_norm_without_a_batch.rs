//! A batch norm needs a batch axis.
//! Mended by `x.unsqueeze::<0>()`, and more than one in training.
use timeseriesml::{BatchNorm1d, Dim, Tensor};

fn run(norm: BatchNorm1d<8>, x: Tensor<(Dim<8>,)>) {
    norm.forward(x); // <- here
}

fn main() {}
