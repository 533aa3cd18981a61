//! A tensor has at most six axes, so `one_hot` cannot add a seventh.
//! Mended by `x.merge::<0>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<2>, Dim<3>, Dim<4>, Dim<5>, Dim<6>, Dim<7>), i64>) {
    let _ = x.one_hot::<8, f32>(); // <- here
}

fn main() {}
