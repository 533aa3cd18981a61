//! A TCN that reads the last step needs a window length known at compile time.
//! Mended by `x.try_into_shape::<(Batch, Dim<100>, Dim<5>)>()?`.
use timeseriesml::{Batch, Dim, Dyn, Tcn, Tensor, channels};

fn run(model: Tcn<5, channels![64, 128, 256], 9, 24>, x: Tensor<(Batch, Dyn, Dim<5>)>) {
    model.forward(x); // <- here
}

fn main() {}
