//! `Time<96>` has a name and `Dim<96>` has none, so they do not meet although both have 96 elements.
//! Mended by `y.rename::<0, Time<96>>()`.
use timeseriesml::{Axis, Dim, Tensor};

#[derive(Axis)]
struct Time<const N: usize>;

fn run(x: Tensor<(Time<96>, Dim<7>)>, y: Tensor<(Dim<96>, Dim<7>)>) {
    let _ = x + y; // <- here
}

fn main() {}
