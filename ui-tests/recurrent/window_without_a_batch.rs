//! The layer takes a batch, but this single window has no batch axis.
//! Mended by `x.unsqueeze::<0>()`.
use timeseriesml::{Dim, Lstm, Tensor};

fn run(lstm: Lstm<5, 64>, x: Tensor<(Dim<96>, Dim<5>)>) {
    lstm.forward(x); // <- here
}

fn main() {}
