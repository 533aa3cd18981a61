//! The model looks back over 100 steps, the window has 96.
//! Mended by the same lookback in both.
#[path = "../signatures/nbeats.rs"]
mod nbeats;

use nbeats::{GenericStack, NBeats};
use timeseriesml::{Batch, Dim, Tensor};

fn run(model: NBeats<100, 24, (GenericStack,)>, x: Tensor<(Batch, Dim<96>, Dim<1>)>) {
    model.forward(x); // <- here
}

fn main() {}
