//! Booleans cannot be summed; cast them to numbers first.
//! Mended by `mask.cast::<i64>().sum::<-1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(mask: Tensor<(Batch, Dim<24>), bool>) {
    mask.sum::<-1>(); // <- here
}

fn main() {}
