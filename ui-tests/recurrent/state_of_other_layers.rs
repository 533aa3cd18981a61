//! The state of one layer, for two layers.
//! Mended by a state of the same layer.
use timeseriesml::{Batch, Dim, Lstm, Tensor, nn::LstmState};

fn run(lstm: Lstm<5, 64, 2>, x: Tensor<(Batch, Dim<96>, Dim<5>)>, state: LstmState<(Dim<1>, Batch, Dim<64>)>) {
    lstm.forward_from(x, state); // <- here
}

fn main() {}
