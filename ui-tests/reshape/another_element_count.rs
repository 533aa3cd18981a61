//! Rows of 24·7 elements cannot become rows of 160.
//! Mended by `(Batch, Dim<168>)`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>, Dim<7>)>) -> Tensor<(Batch, Dim<160>)> {
    x.reshape() // <- here
}

fn main() {}
