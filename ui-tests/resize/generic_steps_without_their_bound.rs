//! Whether `N` steps hold 0..24 is not known in generic code.
//! Mended by `where Dim<N>: StepAxis<0, 24, 2>`.
use timeseriesml::{Dim, Tensor};

fn run<const N: usize>(x: Tensor<(Dim<N>,)>) {
    x.slice_step::<0, 0, 24, 2>(); // <- here
}

fn main() {}
