//! The queries have 32 features, the keys 16.
//! Mended by the same number of features in both.
use timeseriesml::{Batch, Dim, Tensor, tensor::scaled_dot_product_attention};

fn run(q: Tensor<(Batch, Dim<24>, Dim<32>)>, k: Tensor<(Batch, Dim<96>, Dim<16>)>) {
    scaled_dot_product_attention(&q, &k, &k); // <- here
}

fn main() {}
