//! Beside axis 1 the index has the axes of the tensor.
//! Mended by an index of `(Dim<4>, Dim<2>)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<4>, Dim<24>)>, index: Tensor<(Dim<3>, Dim<2>), i64>) {
    x.gather::<1, _>(&index); // <- here
}

fn main() {}
