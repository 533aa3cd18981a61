//! In generic code the compiler does not know whether the model sees all of `LOOKBACK`.
//! Mended by `where Tcn<5, channels![8, 8], 3, 6>: Covers<LOOKBACK>`.
use timeseriesml::{Batch, Dim, Tcn, Tensor, channels};

fn run<const LOOKBACK: usize>(model: Tcn<5, channels![8, 8], 3, 6>, x: Tensor<(Batch, Dim<LOOKBACK>, Dim<5>)>) {
    model.forward(x); // <- here
}

fn main() {}
