//! A typed layer needs a shape known at compile time, not a `DynTensor`.
//! Mended by `try_into_shape`, or by `DynLstm`.
use timeseriesml::{DynTensor, Lstm};

fn run(lstm: Lstm<5, 64>, x: DynTensor) {
    lstm.forward(x); // <- here
}

fn main() {}
