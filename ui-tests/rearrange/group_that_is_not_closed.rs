//! A closing parenthesis is missing.
//! Mended by `(h d)`.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b t (h d -> b h t d", h = 4); // <- here
}

fn main() {}
