//! Shapes align at their last axes, so the 2 row means meet the 3 columns.
//! Mended by `mean_keepdim::<1>()`, which gives `(Dim<2>, One)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<2>, Dim<3>)>) {
    let _ = &x - x.mean::<1>(); // <- here
}

fn main() {}
