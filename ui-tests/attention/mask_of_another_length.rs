//! The mask covers 24 keys, but there are 96.
//! Mended by a mask of `(Dim<24>, Dim<96>)`.
use timeseriesml::{Batch, Dim, Tensor, tensor::Attention};

fn run(q: Tensor<(Batch, Dim<24>, Dim<16>)>, k: Tensor<(Batch, Dim<96>, Dim<16>)>, mask: Tensor<(Dim<24>, Dim<24>), bool>) {
    Attention::new().mask(&mask).attend(&q, &k, &k); // <- here
}

fn main() {}
