//! A loss per sample is added to a total once it is reduced.
//! Mended by `total += losses.sum_all();`.
use timeseriesml::{Batch, Tensor};

fn run(mut total: Tensor<()>, losses: Tensor<(Batch,)>) {
    total += &losses; // <- here
}

fn main() {}
