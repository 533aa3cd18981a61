//! The elementwise maximum needs equal lengths, but these are 12 and 24 steps.
//! Mended by `slice::<-1, 0, 12>()` of the longer one.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<12>)>, y: Tensor<(Batch, Dim<24>)>) {
    x.maximum(&y); // <- here
}

fn main() {}
