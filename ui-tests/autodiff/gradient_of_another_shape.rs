//! The gradient of a parameter has its shape, `(64, 5)`, but `(5, 64)` is annotated.
//! Mended by `Tensor<(Dim<64>, Dim<5>)>`.
use timeseriesml::{Dim, Gradients, Parameter, Tensor};

fn run(gradients: Gradients, weight: Parameter<(Dim<64>, Dim<5>)>) -> Option<Tensor<(Dim<5>, Dim<64>)>> {
    gradients.get(&weight) // <- here
}

fn main() {}
