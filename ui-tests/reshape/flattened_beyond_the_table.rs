//! 40·50·3 elements are no size in the table.
//! Mended by `try_reshape`, or a `Dyn` axis.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<40>, Dim<50>, Dim<3>)>) {
    x.flatten(); // <- here
}

fn main() {}
