//! In generic code the compiler does not know whether a window of 24 fits into `N` steps.
//! Mended by `where Dim<N>: UnfoldAxis<24, 1>`.
use timeseriesml::{Dim, Tensor};

fn run<const N: usize>(x: Tensor<(Dim<N>,)>) {
    x.unfold::<0, 24, 1>(); // <- here
}

fn main() {}
