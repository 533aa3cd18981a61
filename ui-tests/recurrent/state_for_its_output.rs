//! The hidden state has a leading axis of layers, which the output of the last layer lacks.
//! Mended by `state.last_hidden()`.
use timeseriesml::{Batch, Dim, Lstm, Tensor};

fn run(lstm: Lstm<5, 64>, x: Tensor<(Batch, Dim<96>, Dim<5>)>) {
    let (_, state) = lstm.forward_with_state(x);
    let last: Tensor<(Batch, Dim<64>)> = state.hidden; // <- here
}

fn main() {}
