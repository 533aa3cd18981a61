//! The module of a variant has the path of the enum, so its field cannot have a name.
//! Mended by `Mean(Linear<64, 24>)`.
use timeseriesml::{Linear, Module};

#[derive(Module)]
enum Head {
    Last(Linear<64, 24>),
    Mean { linear: Linear<64, 24> }, // <- here
}

fn main() {}
