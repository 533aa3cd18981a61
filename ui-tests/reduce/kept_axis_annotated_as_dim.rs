//! The axis that is kept broadcasts: it is `One`.
//! Mended by `Tensor<(Batch, One)>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>)>) -> Tensor<(Batch, Dim<1>)> {
    x.std_keepdim::<1>(1) // <- here
}

fn main() {}
