//! The output of two directions is 128 wide, but 64 is annotated.
//! Mended by `Dim<128>`.
use timeseriesml::{Batch, Bidirectional, Dim, Lstm, Tensor};

fn run(lstm: Lstm<5, 64, 1, Bidirectional>, x: Tensor<(Batch, Dim<96>, Dim<5>)>) {
    let y: Tensor<(Batch, Dim<96>, Dim<64>)> = lstm.forward(x); // <- here
}

fn main() {}
