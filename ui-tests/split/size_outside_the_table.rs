//! 5001 divides by 3, but shapes cannot calculate with 5001.
//! Mended by the size in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<5001>)>) {
    x.split::<-1, 3>(); // <- here
}

fn main() {}
