//! A struct becomes an axis by its derive.
//! Mended by `#[derive(Axis)]`.
use timeseriesml::{Dim, Tensor};

struct Asset;

fn run(_: Tensor<(Asset, Dim<7>)>) {} // <- here

fn main() {}
