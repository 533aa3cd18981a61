//! How many guesses are right does not say how to mend the others.
//! Mended by a loss of floating-point numbers, such as `mse_loss`.
use timeseriesml::{Batch, Tensor};

fn run(hits: Tensor<(Batch,), i64>) {
    hits.sum_all().backward(); // <- here
}

fn main() {}
