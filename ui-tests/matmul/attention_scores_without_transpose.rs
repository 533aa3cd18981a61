//! Scores are queries times transposed keys; here `(96, 16)` is multiplied by `(96, 16)`.
//! Mended by `queries.matmul(&keys.transpose::<-1, -2>())`.
use timeseriesml::{Batch, Dim, Tensor};

type Heads = (Batch, Dim<4>, Dim<96>, Dim<16>);

fn run(queries: Tensor<Heads>, keys: Tensor<Heads>) {
    queries.matmul(&keys); // <- here
}

fn main() {}
