//! In generic code the compiler does not know whether `N` is at least 3.
//! Mended by `where Dim<N>: HasLargest<3>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const N: usize>(scores: Tensor<(Batch, Dim<N>)>) {
    scores.topk::<-1, 3>(true); // <- here
}

fn main() {}
