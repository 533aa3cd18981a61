//! A shape of one axis needs its comma, as every tuple of one does.
//! Mended by `Tensor<(Dim<64>,)>`.
use timeseriesml::{Dim, Tensor};

fn run(_: Tensor<(Dim<64>)>) {} // <- here

fn main() {}
