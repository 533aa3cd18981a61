//! Queries of 32 features, keys of 16.
//! Mended by one number of features in both.
use timeseriesml::{Batch, Dim, Tensor, tensor::scaled_dot_product_attention};

fn run(q: Tensor<(Batch, Dim<24>, Dim<32>)>, k: Tensor<(Batch, Dim<96>, Dim<16>)>) {
    scaled_dot_product_attention(&q, &k, &k); // <- here
}

fn main() {}
