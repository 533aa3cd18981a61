//! A window of 1100 steps is no size in the table.
//! Mended by a window of 1080 or 1152 steps, or the head `MeanPool`.
use timeseriesml::{Batch, Dim, Tcn, Tensor, channels};

fn run(model: Tcn<5, channels![8, 16], 200, 24>, x: Tensor<(Batch, Dim<1100>, Dim<5>)>) {
    model.forward(x); // <- here
}

fn main() {}
