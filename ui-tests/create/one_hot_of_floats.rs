//! Class indices must be integers, not floats.
//! Mended by `x.cast::<i64>()`.
use timeseriesml::{Batch, Tensor};

fn run(x: Tensor<(Batch,)>) {
    let _ = x.one_hot::<5, f32>(); // <- here
}

fn main() {}
