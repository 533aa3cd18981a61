//! Tensors cannot be indexed with brackets, not even by a mask.
//! Mended by `x.masked_select(&mask)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, mask: Tensor<(Dim<96>,), bool>) {
    let _ = x[mask]; // <- here
}

fn main() {}
