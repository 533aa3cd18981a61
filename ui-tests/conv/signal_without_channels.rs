//! A convolution needs a channel axis, but this is a vector.
//! Mended by `x.unsqueeze::<0>()`, which makes one channel.
use timeseriesml::{Conv1d, Dim, Tensor};

fn run(conv: Conv1d<1, 16, 7>, x: Tensor<(Dim<100>,)>) {
    conv.forward(x); // <- here
}

fn main() {}
