//! How many elements are true is known when running.
//! Mended by `Tensor<(Dyn,)>`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, mask: Tensor<(Dim<96>,), bool>) -> Tensor<(Dim<96>,)> {
    x.masked_select(&mask) // <- here
}

fn main() {}
