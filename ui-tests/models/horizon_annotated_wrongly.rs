//! The model forecasts 6 steps, not 7.
//! Mended by `Tensor<(Batch, Dim<6>)>`, or a model of horizon 7.
use timeseriesml::{Batch, Dim, Tcn, Tensor, channels};

fn run(model: Tcn<5, channels![8, 16], 3, 6>, x: Tensor<(Batch, Dim<12>, Dim<5>)>) -> Tensor<(Batch, Dim<7>)> {
    model.forward(x) // <- here
}

fn main() {}
