//! The order contains axis 1 twice and lacks axis 2.
//! Mended by `axes![0, 2, 1]`.
use timeseriesml::{Batch, Dim, Tensor, axes};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    x.permute::<axes![0, 1, 1]>(); // <- here
}

fn main() {}
