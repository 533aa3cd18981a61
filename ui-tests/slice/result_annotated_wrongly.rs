//! The steps 6..20 are 14, not 15.
//! Mended by `Dim<14>`, or the range 6..21.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) -> Tensor<(Batch, Dim<15>)> {
    x.slice::<1, 6, 20>() // <- here
}

fn main() {}
