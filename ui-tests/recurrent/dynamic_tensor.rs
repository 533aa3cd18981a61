//! A tensor without a shape in its type, into a typed layer.
//! Mended by `try_into_shape`, or by `DynLstm`.
use timeseriesml::{DynTensor, Lstm};

fn run(lstm: Lstm<5, 64>, x: DynTensor) {
    lstm.forward(x); // <- here
}

fn main() {}
