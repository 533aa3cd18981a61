//! `exp` needs floating-point numbers, but this tensor holds integers.
//! Mended by `x.cast::<f32>().exp()`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<5>,), i64>) {
    x.exp(); // <- here
}

fn main() {}
