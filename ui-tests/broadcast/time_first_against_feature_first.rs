//! One tensor has time before features, the other features before time.
//! Mended by `y.transpose::<0, 1>()`.
use timeseriesml::{Axis, Tensor};

#[derive(Axis)]
struct Time<const N: usize>;
#[derive(Axis)]
struct Feature<const N: usize>;

fn run(x: Tensor<(Time<96>, Feature<7>)>, y: Tensor<(Feature<7>, Time<96>)>) {
    let _ = x.add(&y); // <- here
}

fn main() {}
