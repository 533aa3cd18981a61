//! A generic element type needs the bound `Number` to be summed.
//! Mended by `E: Number`.
use timeseriesml::{Dim, Tensor, tensor::Element};

fn run<E: Element>(x: Tensor<(Dim<5>,), E>) {
    x.sum::<0>(); // <- here
}

fn main() {}
