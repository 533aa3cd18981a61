//! The module of a variant is visited under the path of the enum, so it has no name.
//! Mended by `Mean(Linear<64, 24>)`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
enum Head {
    Last(Linear<64, 24>),
    Mean { linear: Linear<64, 24> }, // <- here
}

fn main() {}
