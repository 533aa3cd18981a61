//! An index has as many axes as the tensor.
//! Mended by `index.unsqueeze::<1>()`.
use timeseriesml::{Batch, Dim, One, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>, index: Tensor<(Batch,), i64>) {
    x.gather::<1, One>(&index); // <- here
}

fn main() {}
