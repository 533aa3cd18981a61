//! A diagonal needs square matrices, but these have 3 rows and 4 columns.
//! Mended by `x.slice::<-1, 0, 3>().diagonal()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<3>, Dim<4>)>) {
    x.diagonal(); // <- here
}

fn main() {}
