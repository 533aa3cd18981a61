//! In generic code the compiler does not know that `LOOKBACK` times 5 is `INPUTS`.
//! Mended by `where Dim<LOOKBACK>: MergeInto<Dim<5>, INPUTS>`.
use timeseriesml::{Batch, Dim, Linear, Tensor};

fn run<const LOOKBACK: usize, const INPUTS: usize>(
    head: Linear<INPUTS, 12>,
    x: Tensor<(Batch, Dim<LOOKBACK>, Dim<5>)>,
) {
    head.forward(x.merge::<1>()); // <- here
}

fn main() {}
