//! Whether `LOOKBACK` steps hold 10..20 is not known in generic code.
//! Mended by `where Dim<LOOKBACK>: SliceAxis<10, 20>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const LOOKBACK: usize>(x: Tensor<(Batch, Dim<LOOKBACK>)>) {
    x.slice::<1, 10, 20>(); // <- here
}

fn main() {}
