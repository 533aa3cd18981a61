//! Two masks cannot be added.
//! Mended by `a.logical_or(&b)`.
use timeseriesml::{Dim, Tensor};

fn run(a: Tensor<(Dim<5>,), bool>, b: Tensor<(Dim<5>,), bool>) {
    let _ = a + b; // <- here
}

fn main() {}
