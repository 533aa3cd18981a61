//! Stacked tensors need the same shape, but these have 5 and 6 elements.
//! Mended by equal lengths.
use timeseriesml::{Dim, Tensor, stack};

fn run(x: Tensor<(Dim<5>,)>, y: Tensor<(Dim<6>,)>) {
    stack([x, y]); // <- here
}

fn main() {}
