//! `to_array` needs sizes known at compile time, but that of `Batch` is known only at run time.
//! Mended by `x.to_vec()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<3>)>) {
    let _ = x.to_array(); // <- here
}

fn main() {}
