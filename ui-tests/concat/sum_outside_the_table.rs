//! 5000 and 51 are 5051, which is no size in the table.
//! Mended by the size in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(left: Tensor<(Batch, Dim<5000>)>, right: Tensor<(Batch, Dim<51>)>) {
    left.concat::<-1, _>(&right); // <- here
}

fn main() {}
