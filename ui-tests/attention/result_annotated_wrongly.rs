//! The result has one row per query, but is annotated with one row per key.
//! Mended by `Dim<24>`.
use timeseriesml::{Batch, Dim, Tensor, tensor::scaled_dot_product_attention};

fn run(q: Tensor<(Batch, Dim<24>, Dim<16>)>, k: Tensor<(Batch, Dim<96>, Dim<16>)>) {
    let y: Tensor<(Batch, Dim<96>, Dim<16>)> = scaled_dot_product_attention(&q, &k, &k); // <- here
}

fn main() {}
