//! The last step is selected by −1, as in PyTorch.
//! Mended by `x.select::<1>(23)`, the last of 24.

use timeseriesml::{Batch, Dim, Linear, Tensor};

fn last(head: &Linear<5, 6>, x: Tensor<(Batch, Dim<24>, Dim<5>)>) -> Tensor<(Batch, Dim<6>)> {
    let last = x.select::<1>(-1); // <- here
    head.forward(last)
}

fn main() {}
