//! 96 steps padded by two before and one after make 99, but 98 are annotated.
//! Mended by `Tensor<(Dim<99>,)>`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>) -> Tensor<(Dim<98>,)> {
    x.pad::<0, 2, 1>(0.0) // <- here
}

fn main() {}
