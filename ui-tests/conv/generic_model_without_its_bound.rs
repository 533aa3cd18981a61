//! In generic code the compiler does not know whether 7 taps fit into `LOOKBACK` steps.
//! Mended by `where Dim<LOOKBACK>: ConvLen<7>`.
use timeseriesml::{Batch, Conv1d, Dim, Tensor};

fn run<const LOOKBACK: usize>(conv: Conv1d<5, 16, 7>, x: Tensor<(Batch, Dim<5>, Dim<LOOKBACK>)>) {
    conv.forward(x); // <- here
}

fn main() {}
