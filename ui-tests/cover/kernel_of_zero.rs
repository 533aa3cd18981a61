//! A kernel cannot have 0 taps.
//! Mended by a kernel of at least 1.
use timeseriesml::{Batch, Dim, Tcn, Tensor, channels};

fn run(model: Tcn<5, channels![16, 32], 0, 24>, x: Tensor<(Batch, Dim<100>, Dim<5>)>) {
    model.forward(x); // <- here
}

fn main() {}
