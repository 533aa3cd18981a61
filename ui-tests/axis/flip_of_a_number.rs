//! A scalar has no axis to reverse.
//! Mended by a tensor with axes.
use timeseriesml::{Tensor};

fn run(x: Tensor<()>) {
    x.flip::<0>(); // <- here
}

fn main() {}
