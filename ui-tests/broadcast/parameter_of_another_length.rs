//! The parameter has 4 elements, but the last axis of the tensor has 5.
//! Mended by `Parameter<(Dim<5>,)>`.
use timeseriesml::{Batch, Dim, Parameter, Tensor};

fn run(x: Tensor<(Batch, Dim<5>)>, bias: Parameter<(Dim<4>,)>) {
    let _ = &x + &bias; // <- here
}

fn main() {}
