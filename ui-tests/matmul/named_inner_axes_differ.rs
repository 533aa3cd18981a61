//! The product would sum over `Time<96>` on the left and `Feature<7>` on the right.
//! Mended by `y.transpose::<0, 1>()`.
use timeseriesml::{Axis, Batch, Tensor};

#[derive(Axis)]
struct Time<const N: usize>;
#[derive(Axis)]
struct Feature<const N: usize>;

fn run(x: Tensor<(Batch, Time<96>)>, y: Tensor<(Feature<7>, Time<96>)>) {
    x.matmul(&y); // <- here
}

fn main() {}
