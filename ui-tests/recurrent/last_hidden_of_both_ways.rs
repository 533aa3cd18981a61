//! The last hidden state is that of one direction, 64 wide, but 128 is annotated.
//! Mended by `Dim<64>`, or by the last step of the output.
use timeseriesml::{Batch, Bidirectional, Dim, Lstm, Tensor};

fn run(lstm: Lstm<5, 64, 1, Bidirectional>, x: Tensor<(Batch, Dim<96>, Dim<5>)>) {
    let (_, state) = lstm.forward_with_state(x);
    let last: Tensor<(Batch, Dim<128>)> = state.last_hidden(); // <- here
}

fn main() {}
