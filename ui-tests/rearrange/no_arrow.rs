//! The pattern has no arrow, so its right side is missing.
//! Mended by `b t c -> b c t`.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b t c"); // <- here
}

fn main() {}
