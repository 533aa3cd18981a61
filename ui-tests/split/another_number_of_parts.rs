//! A split into three parts is assigned to two names.
//! Mended by `let [queries, keys, values] = ..`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>)>) {
    let [_queries, _keys] = x.split::<-1, 3>(); // <- here
}

fn main() {}
