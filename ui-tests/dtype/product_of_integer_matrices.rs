//! Matrix products need floats, but these matrices hold integers.
//! Mended by `x.cast::<f32>().matmul(&y.cast())`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<2>, Dim<3>), i64>, y: Tensor<(Dim<3>, Dim<4>), i64>) {
    x.matmul(&y); // <- here
}

fn main() {}
