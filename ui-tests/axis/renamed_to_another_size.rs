//! `rename` changes the name of an axis, not its size: an axis of 96 cannot become one of 94.
//! Mended by `rename::<0, Time<96>>()`.
use timeseriesml::{Axis, Dim, Tensor};

#[derive(Axis)]
struct Time<const N: usize>;

fn run(x: Tensor<(Dim<96>, Dim<7>)>) {
    x.rename::<0, Time<94>>(); // <- here
}

fn main() {}
