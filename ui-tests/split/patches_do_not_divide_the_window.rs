//! A window of 100 steps cannot be divided into 16 patches.
//! Mended by a window of 96 or 112 steps.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<100>, Dim<7>)>) {
    x.unflatten::<1, 16>(); // <- here
}

fn main() {}
