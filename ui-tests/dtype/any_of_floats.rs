//! `any` needs booleans, but this tensor holds floats.
//! Mended by `x.is_nan().any::<-1>()`, or `x.cast::<bool>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.any::<-1>(); // <- here
}

fn main() {}
