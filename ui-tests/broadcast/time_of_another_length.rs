//! A convolution without padding has shortened `Time<96>` to `Time<94>`, but the residual still has 96 steps.
//! Mended by padding of 1, or by cutting the residual with `slice`.
use timeseriesml::{Axis, Conv1d, Dim, Tensor};

#[derive(Axis)]
struct Time<const N: usize>;

fn run(conv: Conv1d<5, 5, 3>, x: Tensor<(Dim<5>, Time<96>)>) {
    let _ = conv.forward(x.clone()) + x; // <- here
}

fn main() {}
