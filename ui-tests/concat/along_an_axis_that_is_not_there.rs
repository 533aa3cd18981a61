//! A matrix has axes 0 and 1, not 2.
//! Mended by `concat::<1, _>`, or `unsqueeze` first.
use timeseriesml::{Batch, Dim, Tensor};

fn run(left: Tensor<(Batch, Dim<12>)>, right: Tensor<(Batch, Dim<23>)>) {
    left.concat::<2, _>(&right); // <- here
}

fn main() {}
