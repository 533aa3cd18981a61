//! 97 steps have 48 pairs, but 49 are annotated.
//! Mended by `Dim<48>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<7>, Dim<97>)>) {
    let _: Tensor<(Batch, Dim<7>, Dim<49>)> = x.max_pool1d::<2, 2, 0>(); // <- here
}

fn main() {}
