//! The model takes 4 columns, but the window has 5.
//! Mended by `Transformer<5, ..>`.
use timeseriesml::{Batch, Dim, Tensor, Transformer};

fn run(model: Transformer<4, 64, 8, 2, 12>, x: Tensor<(Batch, Dim<24>, Dim<5>)>) {
    model.forward(x); // <- here
}

fn main() {}
