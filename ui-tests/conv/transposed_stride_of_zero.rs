//! A stride of 0 would put all steps at the same position.
//! Mended by a stride of at least 1.
use timeseriesml::{Batch, Dim, Dyn, Tensor, tensor::Window};

fn run(x: Tensor<(Batch, Dim<5>, Dyn)>, weight: Tensor<(Dim<5>, Dim<2>, Dim<3>)>) {
    x.conv_transpose1d(&weight, Window::<0, 0, 1>); // <- here
}

fn main() {}
