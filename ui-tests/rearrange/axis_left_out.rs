//! The pattern has two axes, but the tensor has three.
//! Mended by `b t (h d)`.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "t (h d) -> h t d", h = 4); // <- here
}

fn main() {}
