//! A number has no axis to turn round.
//! Mended by a tensor with axes.
use timeseriesml::{Tensor};

fn run(x: Tensor<()>) {
    x.flip::<0>(); // <- here
}

fn main() {}
