//! Shapes can calculate with 0 to 1024 and some sizes above; 1100 is none of them.
//! Mended by a `Dyn` length, or a length from the table.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run(conv: Conv1d<5, 16, 7>, x: Tensor<(Batch, Dim<5>, Dim<1100>)>) {
    conv.forward(x); // <- here
}

fn main() {}
