//! 5 steps from step 20 go beyond the 24 steps of the axis.
//! Mended by `narrow::<-1, 20, 4>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.narrow::<-1, 20, 5>(); // <- here
}

fn main() {}
