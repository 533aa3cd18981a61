//! A buffer must be a tensor of floating-point numbers or an `i64`, not a plain `f32`.
//! Mended by `#[module(skip)]`, or by a `Tensor<()>`.
use timeseriesml::{Dim, Module, Tensor};

#[derive(Module)]
struct Scale {
    #[module(buffer)]
    mean: Tensor<(Dim<5>,)>,
    #[module(buffer)]
    momentum: f32, // <- here
}

fn main() {}
