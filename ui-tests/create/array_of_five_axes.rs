//! `to_array` returns arrays nested up to four times, but this tensor has five axes.
//! Mended by `x.merge::<0>().to_array()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<2>, Dim<3>, Dim<4>, Dim<5>, Dim<6>)>) {
    let _ = x.to_array(); // <- here
}

fn main() {}
