//! The mask has integers 0 and 1 instead of booleans.
//! Mended by `mask.gt(0)`.
use timeseriesml::{Batch, Dim, Tensor, tensor::Attention};

fn run(x: Tensor<(Batch, Dim<96>, Dim<16>)>, mask: Tensor<(Dim<96>, Dim<96>), i64>) {
    Attention::new().mask(&mask).attend(&x, &x, &x); // <- here
}

fn main() {}
