//! 24 steps of 5 features are 120 inputs, but the head takes 100.
//! Mended by `Linear<120, 12>`.
use timeseriesml::{Batch, Dim, Linear, Tensor};

fn run(head: Linear<100, 12>, x: Tensor<(Batch, Dim<24>, Dim<5>)>) {
    head.forward(x.merge::<1>()); // <- here
}

fn main() {}
