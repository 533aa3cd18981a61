//! A forecast of 6 steps is subtracted from a window of 5 columns.
//! Mended by the column and steps that are meant: `window.select::<2>(0).slice::<1, 0, 6>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(forecast: Tensor<(Batch, Dim<6>)>, window: Tensor<(Batch, Dim<24>, Dim<5>)>) {
    let _ = window - forecast; // <- here
}

fn main() {}
