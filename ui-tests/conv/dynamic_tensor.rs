//! A typed convolution needs a shape known at compile time, not a `DynTensor`.
//! Mended by `x.try_into_shape::<(Batch, Dim<5>, Dim<96>)>()?`, or `conv.try_forward(x)?`.

use timeseriesml::{Conv1d, DynTensor};

fn run(conv: Conv1d<5, 16, 3>, x: DynTensor) {
    conv.forward(x); // <- here
}

fn main() {}
