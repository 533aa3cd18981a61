//! The model takes 4 columns, but the window has 5.
//! Mended by `Tcn<5, ..>`.
use timeseriesml::{Batch, Dim, Tcn, Tensor, channels};

fn run(model: Tcn<4, channels![8, 16], 3, 6>, x: Tensor<(Batch, Dim<12>, Dim<5>)>) {
    model.forward(x); // <- here
}

fn main() {}
