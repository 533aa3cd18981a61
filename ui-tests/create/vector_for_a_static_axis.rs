//! The length of a `Vec` is known only at run time, but the axis has a static size.
//! Mended by `Tensor<(Dyn,)>`, or by `Tensor::from_slice(&values)?`.
use timeseriesml::{Dim, Tensor};

fn run(values: Vec<f32>) -> Tensor<(Dim<5>,)> {
    Tensor::from(values) // <- here
}

fn main() {}
