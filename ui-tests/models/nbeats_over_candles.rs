//! N-BEATS takes one column, but the window has five.
//! Mended by windows of the closes alone: `.columns([Column::Close])`.
use timeseriesml::{Batch, Dim, GenericStack, NBeats, Tensor};

fn run(model: NBeats<96, 24, (GenericStack<64>,)>, x: Tensor<(Batch, Dim<96>, Dim<5>)>) {
    model.forward(x); // <- here
}

fn main() {}
