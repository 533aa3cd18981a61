//! A length of 5001 is not in the size table, so the compiler cannot compute the output length.
//! Mended by the size in `TIMESERIESML_SIZES`, or a `Dyn` length.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(conv: Conv1d<5, 16, 7>, x: Tensor<(Batch, Dim<5>, Dim<5001>)>) {
    conv.forward(x); // <- here
}

fn main() {}
