//! A mask may broadcast over the tensor, but this mask is larger than the tensor.
//! Mended by `x.expand_as(..)` before it.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Dim<7>,)>, mask: Tensor<(Batch, Dim<7>), bool>) {
    x.masked_select(&mask); // <- here
}

fn main() {}
