//! `forward` returns the states of all steps, not only that of the last.
//! Mended by `forward_with_state` and `last_hidden`, or by `select::<1>(95)`.
use timeseriesml::{Batch, Dim, Lstm, Tensor};

fn run(lstm: Lstm<5, 64>, x: Tensor<(Batch, Dim<96>, Dim<5>)>) {
    let last: Tensor<(Batch, Dim<64>)> = lstm.forward(x); // <- here
}

fn main() {}
