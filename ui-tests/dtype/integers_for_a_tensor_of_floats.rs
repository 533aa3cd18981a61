//! Literals without a decimal point are integers, but the tensor holds floats.
//! Mended by `[1.0, 2.0]`.
use timeseriesml::{Dim, Tensor};

fn run() -> Tensor<(Dim<2>,)> {
    Tensor::from([1, 2]) // <- here
}

fn main() {}
