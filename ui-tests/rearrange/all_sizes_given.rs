//! The sizes of both parts of 64 are given, but one of them must be inferred.
//! Mended by `h = 4` alone.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b t (h d) -> b h t d", h = 4, d = 16); // <- here
}

fn main() {}
