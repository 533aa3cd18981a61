//! A typed model needs a shape known at compile time, not a `DynTensor`.
//! Mended by `x.try_into_shape::<(Batch, Dim<12>, Dim<5>)>()?`, or `model.try_forward(x)?`.

use timeseriesml::{DynTensor, Tcn, channels};

fn run(model: Tcn<5, channels![8, 16], 3, 6>, x: DynTensor) {
    model.forward(x); // <- here
}

fn main() {}
