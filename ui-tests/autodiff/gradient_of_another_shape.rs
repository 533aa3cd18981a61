//! The gradient of a parameter has the shape of the parameter, `(64, 5)`.
//! Mended by `Tensor<(Dim<64>, Dim<5>)>`.
use timeseriesml::{Dim, Gradients, Parameter, Tensor};

fn run(gradients: Gradients, weight: Parameter<(Dim<64>, Dim<5>)>) -> Option<Tensor<(Dim<5>, Dim<64>)>> {
    gradients.get(&weight) // <- here
}

fn main() {}
