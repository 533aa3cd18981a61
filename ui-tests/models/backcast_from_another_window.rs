//! The forecast has the steps of the horizon, so it cannot be subtracted from the window as the backcast can.
//! Mended by `x - backcast`.
use timeseriesml::{Batch, Dim, Tensor, models::NBeatsBlock};

fn run(block: NBeatsBlock<96, 24, 64>, x: Tensor<(Batch, Dim<96>)>) {
    let (_backcast, forecast) = block.forward(x.clone());
    let _ = x - forecast; // <- here
}

fn main() {}
