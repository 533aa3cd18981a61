//! A parameter is learned, so it has a gradient.
//! Mended by `Parameter::new(steps.cast())`.
use timeseriesml::{Dim, Parameter, Tensor};

fn run(steps: Tensor<(Dim<5>,), i64>) {
    Parameter::new(steps); // <- here
}

fn main() {}
