//! 4096 steps and 101 more are 4197.
//! Mended by `try_into_shape::<(Batch, Dyn)>()?` in front.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<4096>)>) {
    x.pad::<1, 101, 0>(0.0); // <- here
}

fn main() {}
