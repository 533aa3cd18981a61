//! A kept axis is `One`, which broadcasts; `Dim<1>` does not.
//! Mended by `(Batch, One)`, or `rename::<1, Dim<1>>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) -> Tensor<(Batch, Dim<1>)> {
    x.mean_keepdim::<1>() // <- here
}

fn main() {}
