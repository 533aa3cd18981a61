//! `Time<96>` and `Dim<96>` have the same size, but only one has a name, so they do not fit.
//! Mended by `y.rename::<0, Time<96>>()`.
use timeseriesml::{Axis, Dim, Tensor};

#[derive(Axis)]
struct Time<const N: usize>;

fn run(x: Tensor<(Time<96>, Dim<7>)>, y: Tensor<(Dim<96>, Dim<7>)>) {
    let _ = x + y; // <- here
}

fn main() {}
