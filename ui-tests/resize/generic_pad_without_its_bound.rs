//! Whether `N + 8` is in the table is not known in generic code.
//! Mended by `where Dim<N>: PadAxis<4, 4>`.
use timeseriesml::{Dim, Tensor};

fn run<const N: usize>(x: Tensor<(Dim<N>,)>) {
    x.pad::<0, 4, 4>(0.0); // <- here
}

fn main() {}
