//! The decoder has a state of 32 numbers, but the encoder's has 64.
//! Mended by the same width in both.
use timeseriesml::{Batch, Dim, Lstm, Tensor};

fn run(encoder: Lstm<5, 64>, decoder: Lstm<1, 32>, past: Tensor<(Batch, Dim<96>, Dim<5>)>, next: Tensor<(Batch, Dim<24>, Dim<1>)>) {
    let (_, state) = encoder.forward_with_state(past);
    decoder.forward_from(next, state); // <- here
}

fn main() {}
