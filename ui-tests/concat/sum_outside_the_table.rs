//! 5000 and 51 steps make 5051, a size that is not in the table.
//! Mended by the size in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(left: Tensor<(Batch, Dim<5000>)>, right: Tensor<(Batch, Dim<51>)>) {
    left.concat::<-1, _>(&right); // <- here
}

fn main() {}
