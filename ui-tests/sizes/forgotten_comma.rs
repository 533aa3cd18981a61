//! A shape of one axis lacks the comma that every tuple of one element needs.
//! Mended by `Tensor<(Dim<64>,)>`.
use timeseriesml::{Dim, Tensor};

fn run(_: Tensor<(Dim<64>)>) {} // <- here

fn main() {}
