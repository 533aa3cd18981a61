//! A tensor has at most six axes, also in between, but this pattern needs seven.
//! Mended by fewer parts.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b (a c d) (e f g) -> b a c d e f g", a = 2, c = 2, e = 2, f = 2); // <- here
}

fn main() {}
