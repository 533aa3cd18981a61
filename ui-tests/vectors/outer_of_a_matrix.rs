//! `outer` takes vectors, not a matrix.
//! Mended by `y.select::<0>(i)`, which is one row.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,)>, y: Tensor<(Dim<2>, Dim<3>)>) {
    x.outer(&y); // <- here
}

fn main() {}
