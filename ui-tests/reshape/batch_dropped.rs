//! The result lacks the batch axis, whose size is not known at compile time.
//! Mended by `(Batch, Dim<168>)`, or `try_reshape` with the size of the batch.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>, Dim<7>)>) -> Tensor<(Dim<24>, Dim<7>)> {
    x.reshape() // <- here
}

fn main() {}
