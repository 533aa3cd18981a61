//! A reduced axis that is kept becomes `One`, which broadcasts, not `Dim<1>`, which does not.
//! Mended by `(Batch, One)`, or `rename::<1, Dim<1>>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) -> Tensor<(Batch, Dim<1>)> {
    x.mean_keepdim::<1>() // <- here
}

fn main() {}
