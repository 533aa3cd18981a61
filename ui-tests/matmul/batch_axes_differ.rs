//! The leading axes, 4 and 5, are neither equal nor broadcast.
//! Mended by equal leading axes, or `One` on one side.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<4>, Dim<2>, Dim<8>)>, y: Tensor<(Dim<5>, Dim<8>, Dim<3>)>) {
    x.matmul(&y); // <- here
}

fn main() {}
