//! A vector has only one axis, so there is nothing to transpose.
//! Mended by `x.unsqueeze::<0>()`, which is a row, or `unsqueeze::<1>()`, a column.

use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>,)>) {
    x.transpose::<0, 1>(); // <- here
}

fn main() {}
