//! One loss per sample must be reduced before it is added to a total.
//! Mended by `total += losses.sum_all();`.
use timeseriesml::{Batch, Tensor};

fn run(mut total: Tensor<()>, losses: Tensor<(Batch,)>) {
    total += &losses; // <- here
}

fn main() {}
