//! The last parameter of a TCN says what its head reads; a layer does not say that.
//! Mended by `LastStep` or `MeanPool`.
use timeseriesml::{Batch, Dim, Relu, Tcn, Tensor, channels};

fn run(model: Tcn<5, channels![64], 3, 24, Relu>, x: Tensor<(Batch, Dim<4>, Dim<5>)>) {
    model.forward(x); // <- here
}

fn main() {}
