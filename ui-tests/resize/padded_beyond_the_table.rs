//! 1000 steps and 100 more are 1100.
//! Mended by `try_into_shape::<(Batch, Dyn)>()?` in front.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<1000>)>) {
    x.pad::<1, 100, 0>(0.0); // <- here
}

fn main() {}
