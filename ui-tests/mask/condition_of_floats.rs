//! A condition must be booleans, not floats.
//! Mended by `condition.cast::<bool>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, condition: Tensor<(Dim<96>,)>, y: Tensor<(Dim<96>,)>) {
    x.where_(&condition, &y); // <- here
}

fn main() {}
