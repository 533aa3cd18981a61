//! 96 steps cannot be split after step 100.
//! Mended by `split_at::<1, 72>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>)>) {
    x.split_at::<1, 100>(); // <- here
}

fn main() {}
