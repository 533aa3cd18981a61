//! `forward_with_state` returns a pair of output and state, not the output alone.
//! Mended by `let (y, state) = ..`, or by `forward`.
use timeseriesml::{Batch, Dim, Lstm, Tensor};

fn run(lstm: Lstm<5, 64>, x: Tensor<(Batch, Dim<96>, Dim<5>)>) {
    let y: Tensor<(Batch, Dim<96>, Dim<64>)> = lstm.forward_with_state(x); // <- here
}

fn main() {}
