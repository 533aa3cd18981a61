//! A buffer must hold floating-point numbers or be an `i64`, not a tensor of integers.
//! Mended by `Tensor<(Dim<5>,)>` or `i64`.
use timeseriesml::{Dim, Module, Tensor};

#[derive(Module)]
struct Counts {
    #[module(buffer)]
    seen: Tensor<(Dim<5>,), i64>, // <- here
}

fn main() {}
