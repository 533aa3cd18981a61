//! A width of 64 cannot be divided among 5 heads.
//! Mended by 4 or 8 heads.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<96>, Dim<64>)>) {
    x.unflatten::<-1, 5>(); // <- here
}

fn main() {}
