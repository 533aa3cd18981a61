//! The loss of several quantiles is one number, not one per quantile.
//! Mended by `Tensor<()>`.
use timeseriesml::{Batch, Dim, Quantile, Tensor};

fn run(p: Tensor<(Batch, Dim<6>, Quantile<2>)>, t: Tensor<(Batch, Dim<6>)>) {
    let loss: Tensor<(Quantile<2>,)> = p.multi_quantile_loss(&t, [0.1, 0.9]); // <- here
}

fn main() {}
