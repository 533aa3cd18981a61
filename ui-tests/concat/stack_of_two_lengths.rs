//! Stacked tensors have one shape; here one has 5 elements and the other 6.
//! Mended by equal lengths.
use timeseriesml::{Dim, Tensor, stack};

fn run(x: Tensor<(Dim<5>,)>, y: Tensor<(Dim<6>,)>) {
    stack([x, y]); // <- here
}

fn main() {}
