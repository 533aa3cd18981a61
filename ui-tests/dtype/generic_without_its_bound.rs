//! A generic element type needs the bound `Float` for `exp`.
//! Mended by `E: Float`.
use timeseriesml::{Dim, Tensor, tensor::Number};

fn run<E: Number>(x: Tensor<(Dim<5>,), E>) {
    x.exp(); // <- here
}

fn main() {}
