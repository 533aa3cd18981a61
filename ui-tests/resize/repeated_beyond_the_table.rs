//! Sixty-seven times 97 steps are 6499.
//! Mended by `try_into_shape::<(Dyn,)>()?` in front.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<97>,)>) {
    x.repeat::<0, 67>(); // <- here
}

fn main() {}
