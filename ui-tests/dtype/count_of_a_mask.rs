//! Truths are counted as numbers.
//! Mended by `mask.cast::<i64>().sum_all()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(mask: Tensor<(Batch, Dim<24>), bool>) {
    mask.sum_all(); // <- here
}

fn main() {}
