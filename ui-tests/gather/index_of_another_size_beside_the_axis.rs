//! The index has 3 rows and the tensor 4, but only the sizes on axis 1 may differ.
//! Mended by an index of `(Dim<4>, Dim<2>)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<4>, Dim<24>)>, index: Tensor<(Dim<3>, Dim<2>), i64>) {
    x.gather::<1, _>(&index); // <- here
}

fn main() {}
