//! The model has a lookback of 100 steps, but the window has 96.
//! Mended by the same lookback in both.
use timeseriesml::{Batch, Dim, GenericStack, NBeats, Tensor};

fn run(model: NBeats<100, 24, (GenericStack<64>,)>, x: Tensor<(Batch, Dim<96>, Dim<1>)>) {
    model.forward(x); // <- here
}

fn main() {}
