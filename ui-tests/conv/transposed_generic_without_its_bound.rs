//! In generic code the compiler does not know the length of the result.
//! Mended by `where Dim<L>: ConvTransposeLen<4, 2, 1, 1>`.
use timeseriesml::{Dim, Tensor, tensor::Window};

fn run<const L: usize>(x: Tensor<(Dim<5>, Dim<L>)>, weight: Tensor<(Dim<5>, Dim<2>, Dim<4>)>) {
    x.conv_transpose1d(&weight, Window::<2, 1, 1>); // <- here
}

fn main() {}
