//! The size of `Batch` is not known when compiling.
//! Mended by `Tensor::zeros_sized([32, 100])?`.
use timeseriesml::{Batch, Dim, Tensor};

fn run() -> Tensor<(Batch, Dim<100>)> {
    Tensor::zeros() // <- here
}

fn main() {}
