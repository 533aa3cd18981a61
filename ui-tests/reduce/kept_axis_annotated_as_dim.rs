//! A reduced axis that is kept becomes `One`, which broadcasts, not `Dim<1>`.
//! Mended by `Tensor<(Batch, One)>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>)>) -> Tensor<(Batch, Dim<1>)> {
    x.std_keepdim::<1>(1) // <- here
}

fn main() {}
