//! 4096 steps padded by 101 make 4197, a size that is not in the table.
//! Mended by `try_into_shape::<(Batch, Dyn)>()?` first.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<4096>)>) {
    x.pad::<1, 101, 0>(0.0); // <- here
}

fn main() {}
