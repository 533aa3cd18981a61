//! Indices are `i64`, as in PyTorch, not `usize`.
//! Mended by `[2_i64, 0]`.
use timeseriesml::{Tensor};

fn run() {
    let _ = Tensor::from([2_usize, 0]); // <- here
}

fn main() {}
