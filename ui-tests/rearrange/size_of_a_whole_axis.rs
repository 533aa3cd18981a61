//! `t` is a whole axis, so its size is known and cannot be given.
//! Mended by `h = 4` alone.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b t (h d) -> b h t d", h = 4, t = 96); // <- here
}

fn main() {}
