//! 41·53·3 elements are a size that is not in the table.
//! Mended by `try_reshape`, or a `Dyn` axis.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<41>, Dim<53>, Dim<3>)>) {
    x.flatten(); // <- here
}

fn main() {}
