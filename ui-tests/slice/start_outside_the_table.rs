//! The last 77 of 8760 hours begin at 8683, a size that is not in the table.
//! Mended by the size in `TIMESERIESML_SIZES`, or a `Dyn` axis.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<8760>)>) {
    x.narrow::<-1, 8683, 77>(); // <- here
}

fn main() {}
