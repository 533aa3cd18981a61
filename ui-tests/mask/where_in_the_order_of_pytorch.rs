//! The condition comes first in `torch.where`, but after the tensor in `where_`.
//! Mended by `x.where_(&condition, &y)`.
use timeseriesml::{Dim, Tensor};

fn run(condition: Tensor<(Dim<96>,), bool>, x: Tensor<(Dim<96>,)>, y: Tensor<(Dim<96>,)>) {
    condition.where_(&x, &y); // <- here
}

fn main() {}
