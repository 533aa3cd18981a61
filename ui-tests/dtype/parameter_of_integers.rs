//! A parameter needs a gradient, so it cannot hold integers.
//! Mended by `Parameter::new(steps.cast())`.
use timeseriesml::{Dim, Parameter, Tensor};

fn run(steps: Tensor<(Dim<5>,), i64>) {
    Parameter::new(steps); // <- here
}

fn main() {}
