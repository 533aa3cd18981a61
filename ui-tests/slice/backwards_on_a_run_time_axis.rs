//! A range cannot run backwards, on a run-time axis either.
//! Mended by `slice::<-1, 5, 9>()`.
use timeseriesml::{Dim, Dyn, Tensor};

fn run(x: Tensor<(Dim<3>, Dyn)>) {
    x.slice::<-1, 9, 5>(); // <- here
}

fn main() {}
