//! 96 steps cannot be divided into patches of 10.
//! Mended by patches of 12 or 16 steps.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b (n p) c -> b n (p c)", p = 10); // <- here
}

fn main() {}
