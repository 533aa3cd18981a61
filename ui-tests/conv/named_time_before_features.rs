//! Time is where the layer expects its channels.
//! Mended by `x.transpose::<-1, -2>()`.
use timeseriesml::{Axis, Batch, Conv1d, Tensor};

#[derive(Axis)]
struct Time<const N: usize>;
#[derive(Axis)]
struct Feature<const N: usize>;

fn run(conv: Conv1d<5, 16, 7>, x: Tensor<(Batch, Time<100>, Feature<5>)>) {
    conv.forward(x); // <- here
}

fn main() {}
