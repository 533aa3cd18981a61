//! `Dim<1>` has one element but does not stretch over the 7 columns.
//! Mended by `y.rename::<-1, One>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>, Dim<7>)>, y: Tensor<(Dim<24>, Dim<1>)>) {
    let _ = x * y; // <- here
}

fn main() {}
