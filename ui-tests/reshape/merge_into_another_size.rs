//! A window of 24 steps of 5 features has 120 elements, but the model takes 100.
//! Mended by `run::<24, 120>`.
use timeseriesml::{Batch, Dim, Tensor, shape::MergeInto};

fn flat<const LOOKBACK: usize, const INPUTS: usize>(_: Tensor<(Batch, Dim<LOOKBACK>, Dim<5>)>)
where
    Dim<LOOKBACK>: MergeInto<Dim<5>, INPUTS>,
{
}

fn run(x: Tensor<(Batch, Dim<24>, Dim<5>)>) {
    flat::<24, 100>(x); // <- here
}

fn main() {}
