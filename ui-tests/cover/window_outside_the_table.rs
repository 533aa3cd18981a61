//! A window length of 5001 steps is not in the size table.
//! Mended by a window of 5000 or 5040 steps, or the head `MeanPool`.
use timeseriesml::{Batch, Dim, Tcn, Tensor, channels};

fn run(model: Tcn<5, channels![8, 16], 200, 24>, x: Tensor<(Batch, Dim<5001>, Dim<5>)>) {
    model.forward(x); // <- here
}

fn main() {}
