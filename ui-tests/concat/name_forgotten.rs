//! `Time<96>` concatenated with 24 more steps is `Time<120>`, not `Dim<120>`: the name of the left axis is kept.
//! Mended by `Time<120>`, or `rename::<1, Dim<120>>()`.
use timeseriesml::{Axis, Batch, Dim, Tensor};

#[derive(Axis)]
struct Time<const N: usize>;

fn run(past: Tensor<(Batch, Time<96>)>, future: Tensor<(Batch, Time<24>)>) -> Tensor<(Batch, Dim<120>)> {
    past.concat::<1, _>(&future) // <- here
}

fn main() {}
