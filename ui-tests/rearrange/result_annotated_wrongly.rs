//! The pattern puts the heads after time, but the result is annotated with the heads before time.
//! Mended by `b t (h d) -> b h t d`.
use timeseriesml::{Batch, Dim, Tensor, rearrange};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    let _: Tensor<(Batch, Dim<4>, Dim<96>, Dim<16>)> = rearrange!(x, "b t (h d) -> b t h d", h = 4); // <- here
}

fn main() {}
