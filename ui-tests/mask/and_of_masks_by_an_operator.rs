//! Masks meet in methods.
//! Mended by `a.logical_and(&b)`.
use timeseriesml::{Dim, Tensor};

fn run(a: Tensor<(Dim<96>,), bool>, b: Tensor<(Dim<96>,), bool>) {
    let _ = a & b; // <- here
}

fn main() {}
