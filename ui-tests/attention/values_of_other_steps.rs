//! There are 96 keys, but values for only 24 of them.
//! Mended by one value per key.
use timeseriesml::{Batch, Dim, Tensor, tensor::scaled_dot_product_attention};

fn run(q: Tensor<(Batch, Dim<24>, Dim<16>)>, k: Tensor<(Batch, Dim<96>, Dim<16>)>) {
    scaled_dot_product_attention(&q, &k, &q); // <- here
}

fn main() {}
