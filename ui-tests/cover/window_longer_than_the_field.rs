//! Three blocks with kernel 3 see 29 steps, but the window has 100.
//! Mended by kernel 9 or two more blocks.
use timeseriesml::{Batch, Dim, Tcn, Tensor, channels};

fn run(model: Tcn<5, channels![64, 128, 256], 3, 24>, x: Tensor<(Batch, Dim<100>, Dim<5>)>) {
    model.forward(x); // <- here
}

fn main() {}
