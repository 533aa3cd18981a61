//! Three tensors stacked have a first axis of 3.
//! Mended by `(Dim<3>, Dim<5>)`.
use timeseriesml::{Dim, Tensor, stack};

fn run(x: Tensor<(Dim<5>,)>) -> Tensor<(Dim<4>, Dim<5>)> {
    stack([x.clone(), x.clone(), x]) // <- here
}

fn main() {}
