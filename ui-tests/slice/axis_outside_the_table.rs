//! The axis has 5001 elements, a size that is not in the table, so the compiler cannot check the range.
//! Mended by the sizes in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<5001>)>) {
    x.slice::<-1, 4977, 5001>(); // <- here
}

fn main() {}
