//! 4 heads of 16 features have the shape `(Dim<4>, Dim<16>)`: the number of parts comes first.
//! Mended by `(Batch, Dim<4>, Dim<16>)`.
use timeseriesml::{Batch, Dim, Tensor};

fn run(x: Tensor<(Batch, Dim<64>)>) -> Tensor<(Batch, Dim<16>, Dim<4>)> {
    x.unflatten::<-1, 4>() // <- here
}

fn main() {}
