//! The sizes of both parts of 64 are missing, but only one can be inferred.
//! Mended by `h = 4`.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b t (h d) -> b h t d"); // <- here
}

fn main() {}
