//! The size of `h` is given twice.
//! Mended by giving it once.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b t (h d) -> b h t d", h = 4, h = 8); // <- here
}

fn main() {}
