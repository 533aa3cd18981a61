//! In generic code the compiler does not know whether `LOOKBACK` steps include 5 steps from step 20.
//! Mended by `where Dim<LOOKBACK>: Narrow<20, 5>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const LOOKBACK: usize>(x: Tensor<(Batch, Dim<LOOKBACK>)>) {
    x.narrow::<1, 20, 5>(); // <- here
}

fn main() {}
