//! The pattern names both parts of the width without a group in parentheses.
//! Mended by `b t (h d)`.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b t h d -> b h t d"); // <- here
}

fn main() {}
