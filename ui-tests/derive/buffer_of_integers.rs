//! A file of weights holds tensors of real numbers.
//! Mended by `Tensor<(Dim<5>,)>` or `i64`.
use timeseriesml::{Dim, Module, Tensor};

#[derive(Module)]
struct Counts {
    #[module(buffer)]
    seen: Tensor<(Dim<5>,), i64>, // <- here
}

fn main() {}
