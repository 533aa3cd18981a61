//! In generic code the compiler does not know whether `N` is above 1.
//! Mended by `where Dim<N>: DiffAxis`.
use timeseriesml::{Dim, Tensor};

fn run<const N: usize>(x: Tensor<(Dim<N>,)>) {
    x.diff::<0>(); // <- here
}

fn main() {}
