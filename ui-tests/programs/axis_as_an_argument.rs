//! The axis of a mean is given as an argument, as in PyTorch, instead of a type parameter.
//! Mended by `x.mean::<1>()`.

use timeseriesml::{Batch, Dim, Linear, Tensor};

fn pooled(head: &Linear<5, 6>, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Tensor<(Batch, Dim<6>)> {
    let mean = x.mean(1); // <- here
    head.forward(mean)
}

fn main() {}
