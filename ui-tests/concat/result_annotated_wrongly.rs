//! 12 and 23 columns are 35, not 36.
//! Mended by `Dim<35>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(left: Tensor<(Batch, Dim<12>)>, right: Tensor<(Batch, Dim<23>)>) -> Tensor<(Batch, Dim<36>)> {
    left.concat::<1, _>(&right) // <- here
}

fn main() {}
