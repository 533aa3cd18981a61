//! Tensors cannot be indexed with brackets.
//! Mended by `x.select::<0>(3)`.
use timeseriesml::{Dim, Tensor};

fn run(x: Tensor<(Dim<96>, Dim<7>)>) {
    let _ = x[3]; // <- here
}

fn main() {}
