//! In generic code the compiler does not know whether `N` steps include 0..24.
//! Mended by `where Dim<N>: StepAxis<0, 24, 2>`.
use timeseriesml::{Dim, Tensor};

fn run<const N: usize>(x: Tensor<(Dim<N>,)>) {
    x.slice_step::<0, 0, 24, 2>(); // <- here
}

fn main() {}
