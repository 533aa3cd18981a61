//! Two steps before 96 and one behind them are 99.
//! Mended by `Tensor<(Dim<99>,)>`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>) -> Tensor<(Dim<98>,)> {
    x.pad::<0, 2, 1>(0.0) // <- here
}

fn main() {}
