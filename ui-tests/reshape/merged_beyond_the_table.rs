//! 365 days of 321 features merge into 117165 elements, a size that is not in the table.
//! Mended by the size in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<365>, Dim<321>)>) {
    x.merge::<1>(); // <- here
}

fn main() {}
