//! `Dim<1>` has one element, but does not broadcast over the 7 columns: only `One` does.
//! Mended by `y.rename::<-1, One>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>, Dim<7>)>, y: Tensor<(Dim<24>, Dim<1>)>) {
    let _ = x * y; // <- here
}

fn main() {}
