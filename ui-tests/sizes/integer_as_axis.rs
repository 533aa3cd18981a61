//! `usize` is the type of a size; it is not an axis.
//! Mended by `Dyn`.
use timeseriesml::{Dim, Tensor};

fn run(_: Tensor<(usize, Dim<64>)>) {} // <- here

fn main() {}
