//! A mask of each item's padded steps lacks the axis of the queries.
//! Mended by `mask.unsqueeze::<1>()`.
use timeseriesml::{Batch, Dim, Tensor, tensor::Attention};

fn run(x: Tensor<(Batch, Dim<96>, Dim<16>)>, mask: Tensor<(Batch, Dim<96>), bool>) {
    Attention::new().mask(&mask).attend(&x, &x, &x); // <- here
}

fn main() {}
