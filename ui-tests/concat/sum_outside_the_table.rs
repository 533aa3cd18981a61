//! 1000 and 100 are 1100, which is no size in the table.
//! Mended by a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(left: Tensor<(Batch, Dim<1000>)>, right: Tensor<(Batch, Dim<100>)>) {
    left.concat::<-1, _>(&right); // <- here
}

fn main() {}
