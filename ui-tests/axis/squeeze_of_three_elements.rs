//! Only an axis of one element can be squeezed away.
//! Mended by `select::<1>(index)` or `mean::<1>()`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<3>)>) {
    x.squeeze::<1>(); // <- here
}

fn main() {}
