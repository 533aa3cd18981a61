//! Both sides of `-=` must have the same sizes.
//! Mended by a forecast of 24 steps.
use timeseriesml::{Batch, Dim, Tensor};

fn run(mut residual: Tensor<(Batch, Dim<24>)>, forecast: Tensor<(Batch, Dim<12>)>) {
    residual -= &forecast; // <- here
}

fn main() {}
