//! 5001 is divisible by 3, but it is not in the size table.
//! Mended by the size in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<5001>)>) {
    x.split::<-1, 3>(); // <- here
}

fn main() {}
