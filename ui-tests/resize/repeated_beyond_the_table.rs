//! 97 steps repeated 67 times make 6499, a size that is not in the table.
//! Mended by `try_into_shape::<(Dyn,)>()?` first.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<97>,)>) {
    x.repeat::<0, 67>(); // <- here
}

fn main() {}
