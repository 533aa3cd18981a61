//! A range runs forwards on a run-time axis too.
//! Mended by `slice::<-1, 5, 9>()`.
use timeseriesml::{Dim, Dyn, Tensor};

fn run(x: Tensor<(Dim<3>, Dyn)>) {
    x.slice::<-1, 9, 5>(); // <- here
}

fn main() {}
