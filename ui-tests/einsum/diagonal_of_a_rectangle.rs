//! Matrices of 3 rows and 4 columns are not square.
//! Mended by `x.slice::<-1, 0, 3>().diagonal()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<3>, Dim<4>)>) {
    x.diagonal(); // <- here
}

fn main() {}
