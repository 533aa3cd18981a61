//! Whether `N` is at least 24 is not known in generic code.
//! Mended by `where Dim<N>: CutAxis<24>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const N: usize>(x: Tensor<(Batch, Dim<N>)>) {
    x.split_at::<1, 24>(); // <- here
}

fn main() {}
