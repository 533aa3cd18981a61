//! The weight is `(OUT, IN, kernel)` as for `conv1d`, but a transposed convolution takes `(IN, OUT, kernel)`.
//! Mended by `weight.transpose::<0, 1>()`.
use timeseriesml::{Batch, Dim, Tensor, tensor::Window};

fn run(x: Tensor<(Batch, Dim<5>, Dim<24>)>, weight: Tensor<(Dim<16>, Dim<5>, Dim<4>)>) {
    x.conv_transpose1d(&weight, Window::<2, 0, 1>); // <- here
}

fn main() {}
