//! The last 7 of the 8760 hours of a year: 8753 is no size in the table.
//! Mended by the size in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<8760>)>) {
    x.narrow::<-1, 8753, 7>(); // <- here
}

fn main() {}
