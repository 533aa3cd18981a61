//! The name `t` is only on the left side.
//! Mended by `x.mean::<1>()` first, or by `t` on the right.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b t c -> b c"); // <- here
}

fn main() {}
