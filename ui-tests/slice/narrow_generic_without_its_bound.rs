//! Whether `LOOKBACK` steps hold 5 from step 20 on is not known in generic code.
//! Mended by `where Dim<LOOKBACK>: Narrow<20, 5>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const LOOKBACK: usize>(x: Tensor<(Batch, Dim<LOOKBACK>)>) {
    x.narrow::<1, 20, 5>(); // <- here
}

fn main() {}
