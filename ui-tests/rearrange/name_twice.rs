//! The name `c` is twice on the right side.
//! Mended by `b c t`.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b t c -> b c c t"); // <- here
}

fn main() {}
