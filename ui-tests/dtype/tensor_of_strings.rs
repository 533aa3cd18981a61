//! A tensor cannot hold strings.
//! Mended by class indices, `Tensor<(Batch,), i64>`.
use timeseriesml::{Batch, Tensor};

fn run(_names: Tensor<(Batch,), String>) {} // <- here

fn main() {}
