//! 100 steps of 64 features merge into 6400, which is no size in the table.
//! Mended by a smaller width, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<100>, Dim<64>)>) {
    x.merge::<1>(); // <- here
}

fn main() {}
