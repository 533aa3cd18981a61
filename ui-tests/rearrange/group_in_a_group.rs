//! Groups cannot be nested.
//! Mended by `(b h d)`.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    rearrange!(x, "b t c -> (b (t c))"); // <- here
}

fn main() {}
