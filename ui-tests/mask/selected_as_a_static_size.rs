//! The number of selected elements is known only at run time, but a static size is annotated.
//! Mended by `Tensor<(Dyn,)>`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, mask: Tensor<(Dim<96>,), bool>) -> Tensor<(Dim<96>,)> {
    x.masked_select(&mask) // <- here
}

fn main() {}
