//! Whether `N` is above 1 is not known in generic code.
//! Mended by `where Dim<N>: DiffAxis`.
use timeseriesml::{Dim, Tensor};

fn run<const N: usize>(x: Tensor<(Dim<N>,)>) {
    x.diff::<0>(); // <- here
}

fn main() {}
