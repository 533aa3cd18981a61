//! How many values a vector has is known only when running.
//! Mended by `Tensor<(Dyn,)>`, or by `Tensor::from_slice(&values)?`.
use timeseriesml::{Dim, Tensor};

fn run(values: Vec<f32>) -> Tensor<(Dim<5>,)> {
    Tensor::from(values) // <- here
}

fn main() {}
