//! Whether `N` holds a window of 24 is not known in generic code.
//! Mended by `where Dim<N>: UnfoldAxis<24, 1>`.
use timeseriesml::{Dim, Tensor};

fn run<const N: usize>(x: Tensor<(Dim<N>,)>) {
    x.unfold::<0, 24, 1>(); // <- here
}

fn main() {}
