//! Whether `N` is at least 3 is not known in generic code.
//! Mended by `where Dim<N>: HasLargest<3>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const N: usize>(scores: Tensor<(Batch, Dim<N>)>) {
    scores.topk::<-1, 3>(true); // <- here
}

fn main() {}
