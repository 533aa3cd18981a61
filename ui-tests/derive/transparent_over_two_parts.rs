//! A typed face has exactly one run-time part, but this struct has two.
//! Mended by leaving `transparent` out, or one part of both.
use timeseriesml::{Module, nn::DynLinear};

#[derive(Module)]
#[module(transparent)]
struct Mlp<const N: usize> {
    hidden: DynLinear,
    output: DynLinear, // <- here
}

fn main() {}
