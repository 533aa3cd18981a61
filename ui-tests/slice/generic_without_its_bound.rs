//! In generic code the compiler does not know whether `LOOKBACK` steps include 10..20.
//! Mended by `where Dim<LOOKBACK>: SliceAxis<10, 20>`.
use timeseriesml::{Batch, Dim, Tensor};

fn run<const LOOKBACK: usize>(x: Tensor<(Batch, Dim<LOOKBACK>)>) {
    x.slice::<1, 10, 20>(); // <- here
}

fn main() {}
