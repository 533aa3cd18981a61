//! `zeros` needs all sizes at compile time, but that of `Batch` is known only at run time.
//! Mended by `Tensor::zeros_sized([32, 100])?`.
use timeseriesml::{Batch, Dim, Tensor};

fn run() -> Tensor<(Batch, Dim<100>)> {
    Tensor::zeros() // <- here
}

fn main() {}
