//! `where_` chooses between `f32` and `f64`: both must have the same element type.
//! Mended by `y.cast::<f32>()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>, condition: Tensor<(Dim<96>,), bool>, y: Tensor<(Dim<96>,), f64>) {
    x.where_(&condition, &y); // <- here
}

fn main() {}
