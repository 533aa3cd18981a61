//! A single element has no difference to a neighbor.
//! Mended by an axis of two elements or more.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<1>,)>) {
    x.diff::<0>(); // <- here
}

fn main() {}
