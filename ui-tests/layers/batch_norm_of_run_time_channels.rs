//! The number of channels is known only when running.
//! Mended by `x.try_into_shape::<(Batch, Dim<8>)>()?`.
use timeseriesml::{Batch, BatchNorm1d, Dyn, Tensor};

fn run(norm: BatchNorm1d<8>, x: Tensor<(Batch, Dyn)>) {
    norm.forward(x); // <- here
}

fn main() {}
