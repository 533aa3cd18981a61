//! Twelve times 96 steps are 1152, thirteen times are 1248.
//! Mended by `try_into_shape::<(Dyn,)>()?` in front.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>,)>) {
    x.repeat::<0, 13>(); // <- here
}

fn main() {}
