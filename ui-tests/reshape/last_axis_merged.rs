//! The last axis has no next axis to merge with.
//! Mended by `x.merge::<-2>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<12>, Dim<64>)>) {
    x.merge::<-1>(); // <- here
}

fn main() {}
