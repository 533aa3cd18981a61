//! A struct is used as an axis without deriving `Axis`.
//! Mended by `#[derive(Axis)]`.
use timeseriesml::{Dim, Tensor};

struct Asset;

fn run(_: Tensor<(Asset, Dim<7>)>) {} // <- here

fn main() {}
