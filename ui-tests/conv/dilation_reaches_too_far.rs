//! A kernel of 7 with dilation 32 spans 193 steps, but the signal has only 100.
//! Mended by a dilation of at most 16, or `CausalConv1d`, which pads.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(conv: Conv1d<5, 16, 7, 1, 0, 32>, x: Tensor<(Batch, Dim<5>, Dim<100>)>) {
    conv.forward(x); // <- here
}

fn main() {}
