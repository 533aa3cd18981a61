//! In generic code the compiler does not know whether `N` is at least 24.
//! Mended by `where Dim<N>: CutAxis<24>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const N: usize>(x: Tensor<(Batch, Dim<N>)>) {
    x.split_at::<1, 24>(); // <- here
}

fn main() {}
