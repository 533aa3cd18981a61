//! A mask may broadcast over the tensor, but this mask is larger than the tensor.
//! Mended by `x.expand_as(..)` before it.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<7>,)>, mask: Tensor<(Dim<24>, Dim<7>), bool>) {
    x.masked_fill(&mask, 0.0); // <- here
}

fn main() {}
