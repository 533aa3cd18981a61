//! The order has only two of the three axes.
//! Mended by `axes![1, 0, 2]`.
use timeseriesml::{Batch, Dim, Tensor, axes};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    x.permute::<axes![1, 0]>(); // <- here
}

fn main() {}
