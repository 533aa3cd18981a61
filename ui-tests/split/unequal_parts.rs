//! 24 steps cannot be divided into 5 equal parts.
//! Mended by 4 or 6 parts.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.split::<-1, 5>(); // <- here
}

fn main() {}
