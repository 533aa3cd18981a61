//! An array has its sizes in its type; the size of `Batch` is known only when running.
//! Mended by `x.to_vec()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<3>)>) {
    let _ = x.to_array(); // <- here
}

fn main() {}
