//! A tensor of three axes has axes 0, 1 and 2, not 3.
//! Mended by `axes![0, 2, 1]`.
use timeseriesml::{Batch, Dim, Tensor, axes};

fn run(x: Tensor<(Batch, Dim<96>, Dim<7>)>) {
    x.permute::<axes![0, 3, 1]>(); // <- here
}

fn main() {}
