//! `1` is used for an axis of 64 elements.
//! Mended by a name.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b t 1 -> b t"); // <- here
}

fn main() {}
