//! A vector has one axis: there is nothing to change places with.
//! Mended by `x.unsqueeze::<0>()`, which is a row, or `unsqueeze::<1>()`, a column.

use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>,)>) {
    x.transpose::<0, 1>(); // <- here
}

fn main() {}
