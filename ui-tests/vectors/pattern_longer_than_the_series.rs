//! A pattern of 48 steps does not fit into a series of 24.
//! Mended by `y.cross_correlate_valid(&x)`, or `cross_correlate_full`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>,)>, y: Tensor<(Dim<48>,)>) {
    x.cross_correlate_valid(&y); // <- here
}

fn main() {}
