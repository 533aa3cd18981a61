//! A parameter aligns at the last axis, as its tensor does.
//! Mended by `Parameter<(Dim<5>,)>`.
use timeseriesml::{Batch, Dim, Parameter, Tensor};

fn run(x: Tensor<(Batch, Dim<5>)>, bias: Parameter<(Dim<4>,)>) {
    let _ = &x + &bias; // <- here
}

fn main() {}
