//! An index must have as many axes as the tensor.
//! Mended by `index.unsqueeze::<1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>, index: Tensor<(Batch,), i64>) {
    x.gather::<1, _>(&index); // <- here
}

fn main() {}
