//! The keys have heads after time, but attention needs heads before time: each head would attend over the heads.
//! Mended by `transpose::<1, 2>()` of the keys.
use timeseriesml::{Batch, Dim, Tensor, tensor::scaled_dot_product_attention};

fn run(q: Tensor<(Batch, Dim<4>, Dim<24>, Dim<16>)>, k: Tensor<(Batch, Dim<96>, Dim<4>, Dim<16>)>) {
    scaled_dot_product_attention(&q, &k, &k); // <- here
}

fn main() {}
