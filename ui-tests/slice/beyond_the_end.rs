//! 24 steps end at 24: the range 20..30 reaches beyond.
//! Mended by `slice::<-1, 20, 24>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<24>)>) {
    x.slice::<-1, 20, 30>(); // <- here
}

fn main() {}
