//! An operator such as `>` returns a single `bool`, so it cannot compare element by element.
//! Mended by `x.gt(&y)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, y: Tensor<(Dim<96>,)>) {
    let _ = x > y; // <- here
}

fn main() {}
