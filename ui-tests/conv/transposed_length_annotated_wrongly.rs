//! A kernel of 4 with stride 2 makes 50 steps from 24, but 48 are annotated.
//! Mended by `Tensor<(Dim<2>, Dim<50>)>`, or a padding of 1.
use timeseriesml::{Dim, Tensor, tensor::Window};

fn run(x: Tensor<(Dim<5>, Dim<24>)>, weight: Tensor<(Dim<5>, Dim<2>, Dim<4>)>) {
    let _: Tensor<(Dim<2>, Dim<48>)> = x.conv_transpose1d(&weight, Window::<2, 0, 1>); // <- here
}

fn main() {}
