//! The last 77 of the 8760 hours of a year: 8683 is no size in the table.
//! Mended by the size in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<8760>)>) {
    x.narrow::<-1, 8683, 77>(); // <- here
}

fn main() {}
