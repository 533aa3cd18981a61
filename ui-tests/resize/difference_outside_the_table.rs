//! The differences of 8760 hours are 8759, which is no size in the table.
//! Mended by the size in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<8760>)>) {
    x.diff::<-1>(); // <- here
}

fn main() {}
