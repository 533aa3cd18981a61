//! Booleans cannot be summed; cast them to numbers first.
//! Mended by `mask.cast::<i64>().sum_all()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(mask: Tensor<(Batch, Dim<24>), bool>) {
    mask.sum_all(); // <- here
}

fn main() {}
