//! `expand` cannot turn `Dim<7>` into 21 elements: only `One` expands.
//! Mended by an axis of type `One`, or by a target with an axis of 7.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Dim<7>,)>, like: Tensor<(Batch, Dim<21>)>) {
    x.expand_as(&like); // <- here
}

fn main() {}
