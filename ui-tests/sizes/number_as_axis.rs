//! Plain numbers are used as axes.
//! Mended by `Tensor<(Dim<32>, Dim<64>)>`.
use timeseriesml::Tensor;

fn run(_: Tensor<(32, 64)>) {} // <- here

fn main() {}
