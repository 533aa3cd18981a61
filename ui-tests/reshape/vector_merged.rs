//! A vector has no second axis to merge with.
//! Mended by leaving the call out.

use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<24>,)>) {
    x.merge::<0>(); // <- here
}

fn main() {}
