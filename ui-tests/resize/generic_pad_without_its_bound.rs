//! In generic code the compiler does not know whether `N + 8` is in the size table.
//! Mended by `where Dim<N>: PadAxis<4, 4>`.
use timeseriesml::{Dim, Tensor};

fn run<const N: usize>(x: Tensor<(Dim<N>,)>) {
    x.pad::<0, 4, 4>(0.0); // <- here
}

fn main() {}
