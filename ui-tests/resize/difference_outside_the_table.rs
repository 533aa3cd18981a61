//! The differences of 7000 steps are 6999, a size that is not in the table.
//! Mended by the size in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<7000>)>) {
    x.diff::<-1>(); // <- here
}

fn main() {}
