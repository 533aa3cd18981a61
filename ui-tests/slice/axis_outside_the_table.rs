//! The last 24 of 5001 steps: the axis is long enough, but shapes cannot calculate with 5001.
//! Mended by the sizes in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<5001>)>) {
    x.slice::<-1, 4977, 5001>(); // <- here
}

fn main() {}
