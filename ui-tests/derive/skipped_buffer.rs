//! A field cannot be both `buffer`, which is saved, and `skip`, which is not.
//! Mended by removing one of the two.
use timeseriesml::{Dim, Module, Tensor};

#[derive(Module)]
struct Scale {
    #[module(skip, buffer)] // <- here
    mean: Tensor<(Dim<5>,)>,
}

fn main() {}
