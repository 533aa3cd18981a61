//! The model takes a batch, but this single window has no batch axis.
//! Mended by `x.unsqueeze::<0>()`.
use timeseriesml::{Dim, Tcn, Tensor, channels};

fn run(model: Tcn<5, channels![8, 16], 3, 6>, x: Tensor<(Dim<12>, Dim<5>)>) {
    model.forward(x); // <- here
}

fn main() {}
