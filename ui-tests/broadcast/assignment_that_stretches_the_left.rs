//! An assignment can broadcast its right side, but not its left side.
//! Mended by `let scaled = &column * &x;`.
use timeseriesml::{Dim, One, Tensor};

fn run(mut column: Tensor<(Dim<32>, One)>, x: Tensor<(Dim<32>, Dim<5>)>) {
    column *= x; // <- here
}

fn main() {}
